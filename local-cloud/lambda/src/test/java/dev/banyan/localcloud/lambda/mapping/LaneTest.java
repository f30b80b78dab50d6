package dev.banyan.localcloud.lambda.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class LaneTest {

  @Test
  void take_isBoundedByTheBatchSize() throws Exception {
    Lane lane = new Lane(2, Duration.ZERO);
    for (SourceRecord each : Records.records(1, 3)) {
      lane.put(each);
    }

    assertThat(numbers(lane.take())).containsExactly("1", "2");
    assertThat(numbers(lane.take())).containsExactly("3");
  }

  @Test
  void take_waitsForTheWindowToFillABatch() throws Exception {
    Lane lane = new Lane(2, Duration.ofSeconds(30));
    lane.put(Records.record(1));
    CompletableFuture<List<SourceRecord>> taken = CompletableFuture.supplyAsync(() -> take(lane));
    lane.put(Records.record(2));

    assertThat(numbers(taken.get(5, TimeUnit.SECONDS))).containsExactly("1", "2");
  }

  @Test
  void take_isBoundedByTheSizeOfAnEvent() throws Exception {
    Lane lane = new Lane(100, Duration.ZERO);
    for (int i = 0; i < 3; i++) {
      lane.put(large(i));
    }

    assertThat(lane.take()).hasSize(2);
    assertThat(lane.take()).hasSize(1);
  }

  @Test
  void put_waitsWhenTheLaneIsFull() throws Exception {
    Lane lane = new Lane(1, Duration.ZERO);
    Records.records(1, 100).forEach(r -> put(lane, r));
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(() -> put(lane, Records.record(101)));

    assertThatThrownBy(() -> reader.get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(numbers(lane.take())).containsExactly("1");
    reader.get(5, TimeUnit.SECONDS);
  }

  @Test
  void isDrained_onlyWhenTheLastBatchIsDone() throws Exception {
    Lane lane = new Lane(10, Duration.ZERO);
    lane.put(Records.record(1));
    lane.end();
    lane.take();

    assertThat(lane.isDrained()).isFalse();
    assertThat(lane.oldest()).contains(Records.record(1).arrival());
    lane.done();
    assertThat(lane.isDrained()).isTrue();
    assertThat(lane.take()).isEmpty();
  }

  private static SourceRecord large(int number) {
    SourceRecord small = Records.record(number);
    return new SourceRecord(
        small.sequenceNumber(),
        small.orderKey(),
        small.arrival(),
        new byte[Lane.MAX_EVENT_BYTES / 2 - 10],
        small.filterView());
  }

  private static List<String> numbers(List<SourceRecord> records) {
    return records.stream().map(SourceRecord::sequenceNumber).toList();
  }

  private static List<SourceRecord> take(Lane lane) {
    try {
      return lane.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(Lane lane, SourceRecord record) {
    try {
      lane.put(record);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
