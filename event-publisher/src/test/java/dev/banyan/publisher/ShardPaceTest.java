package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** The pace of a saturated shard, in virtual time. */
final class ShardPaceTest {

  private static final long SECOND = 1_000_000_000L;
  private static final int MIB = 1 << 20;

  private record Sent(long at, int bytes, int records) {}

  @Test
  void aSaturatedShard_carriesNinetyPercentEvents_andIsNeverThrottled() {
    PublisherConfig config = PublisherConfig.forStream("s");
    Counters counters = new Counters();
    Semaphore room = new Semaphore(Integer.MAX_VALUE);
    long[] now = {0};
    Settlement settlement =
        new Settlement(
            counters, room, new Backoff(config.firstRetry(), config.lastRetry(), new Random(1)));
    StreamBreaker breaker = new StreamBreaker("s", BreakerSettings.DEFAULT, () -> now[0]);
    PublisherCore core = new PublisherCore(config, settlement, breaker, OrderingRules.REAL, 0);
    core.wantsShards(0);
    core.shards(Optional.of(new ShardMap(java.util.Collections.nCopies(16, "one"))), 0);
    byte[] envelope = new byte[550]; // 200 bytes of payload in their envelope
    room.drainPermits();
    for (int i = 0; i < 30_000; i++) {
      core.add(new PendingEvent(i % 16, envelope, 0, new CompletableFuture<>()));
    }

    List<Sent> sent = run(core, now);

    long events = counters.snapshot(0, new PublisherLoop.Activity(null, 0, 0, true)).eventBytes();
    assertThat(events / 10.0).isGreaterThan(900_000);
    assertNeverTooFast(sent);
  }

  private static List<Sent> run(PublisherCore core, long[] now) {
    List<Sent> sent = new ArrayList<>();
    while (now[0] < 10 * SECOND) {
      for (Request request : core.due(now[0], new ArrayList<>())) {
        int bytes = request.records().stream().mapToInt(SealedRecord::requestBytes).sum();
        sent.add(new Sent(now[0], bytes, request.records().size()));
        List<RecordAnswer> stored = new ArrayList<>();
        request.records().forEach(r -> stored.add(new RecordAnswer.Stored("one", "1")));
        core.answered(request, stored, now[0] + 5_000_000).forEach(Runnable::run);
      }
      now[0] = Math.max(now[0] + 1_000_000, core.nextDue(now[0]).orElse(0L));
    }
    return sent;
  }

  private static void assertNeverTooFast(List<Sent> sent) {
    Deque<Sent> window = new ArrayDeque<>();
    long bytes = 0;
    long records = 0;
    for (Sent request : sent) {
      window.add(request);
      bytes += request.bytes();
      records += request.records();
      while (request.at() - window.peek().at() >= SECOND) {
        bytes -= window.peek().bytes();
        records -= window.poll().records();
      }
      assertThat(bytes).isLessThanOrEqualTo(MIB);
      assertThat(records).isLessThanOrEqualTo(1_000);
    }
  }

  @Test
  void tokens_ofARecordLargerThanTheBurst_arePaidBack() {
    TokenBucket bucket = new TokenBucket(1_000, 100, 0);
    assertThat(bucket.until(500, 0)).isZero(); // the burst is all there
    bucket.take(500);
    assertThat(bucket.until(100, 0)).isBetween(SECOND / 2 - 10, SECOND / 2 + 10);
    assertThat(bucket.available(SECOND / 4)).isNegative();
  }

  @Test
  void tokens_afterALeapOfTime_areTheBurst() {
    TokenBucket bucket = new TokenBucket(1_000, 100, Long.MAX_VALUE - 5);
    bucket.take(100);
    assertThat(bucket.available(Long.MIN_VALUE + 3_600 * SECOND)).isEqualTo(100);
  }

  @Test
  void shareOfShard_refusesNonsense() {
    assertThatThrownBy(() -> ShardPace.shareOfShard(0)).hasMessageContaining("share");
    assertThat(ShardPace.shareOfShard(0.5).bytesPerSecond()).isEqualTo(500_000);
  }
}
