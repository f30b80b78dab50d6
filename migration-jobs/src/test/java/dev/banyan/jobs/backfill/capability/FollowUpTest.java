package dev.banyan.jobs.backfill.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.events.SourceVersion;
import dev.banyan.feed.Edge;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.backfill.copy.Delivered;
import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.mapping.EncodedItem;
import dev.banyan.jobs.mapping.FollowsToEdges;
import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.throttle.Throttle;
import dev.banyan.stream.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

final class FollowUpTest {

  private static final SourceVersion FLOOR = new SourceVersion(5, 1, 0);

  private final FollowsToEdges mapping = new FollowsToEdges();
  private final Throttle throttle = new Throttle(4, 0, System::nanoTime);
  private final List<Edge> followed = new ArrayList<>();

  private Delivered flushed(Consumer<List<Row<Edge>>> work, boolean rejectSecond) throws Exception {
    try (FollowUp<Edge> destination =
        new FollowUp<>(
            new FakeTables(rejectSecond),
            mapping,
            work,
            1,
            new Backoff(Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO))) {
      ItemDestination.RangeWriter writer = destination.open(0, 0, throttle);
      for (String follower : List.of("ann", "bob")) {
        RawBsonDocument document =
            new RawBsonDocument(Sides.follow(follower, "cy"), new DocumentCodec());
        mapping.encoder().encode(document, FLOOR, item -> writer.add(item, document));
      }
      return writer.flush(0).get();
    }
  }

  private void follow(List<Row<Edge>> rows) {
    rows.forEach(row -> followed.add(row.value()));
  }

  @Test
  void flush_isDoneWhenTheWorkIs_forWhatTheTableTook() throws Exception {
    assertThat(flushed(this::follow, true).written()).isOne();

    assertThat(followed).containsExactly(new Edge("cy", "ann"));
  }

  @Test
  void work_isDoneAgain_whileATableIsBusy() throws Exception {
    AtomicInteger tries = new AtomicInteger();

    flushed(
        rows -> {
          if (tries.incrementAndGet() < 20) {
            throw busy();
          }
          follow(rows);
        },
        false);

    assertThat(followed).hasSize(2);
    assertThat(throttle.reason()).hasValueSatisfying(why -> assertThat(why).contains("throttles"));
  }

  @Test
  void work_endsTheJob_whenItFailsOtherwise() {
    AtomicInteger tries = new AtomicInteger();

    assertThatThrownBy(
            () ->
                flushed(
                    rows -> {
                      tries.incrementAndGet();
                      throw SdkClientException.create("no route");
                    },
                    false))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(JobException.class)
        .hasMessageContaining("2 documents are written but not followed up")
        .hasMessageContaining("no route");
    assertThat(tries).hasValue(8);
  }

  @Test
  void work_endsWhenTheJobIsStopped() {
    throttle.stop();

    assertThatThrownBy(
            () ->
                flushed(
                    rows -> {
                      throw busy();
                    },
                    false))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CancellationException.class);
  }

  private static RuntimeException busy() {
    return DynamoDbException.builder().statusCode(429).message("busy").build();
  }

  /** Takes everything, or all but the second. */
  private record FakeTables(boolean rejectSecond) implements ItemDestination {

    @Override
    public RangeWriter open(int range, long settled, Throttle throttle) {
      List<RawBsonDocument> documents = new ArrayList<>();
      return new RangeWriter() {
        @Override
        public boolean accepts(EncodedItem item) {
          return true;
        }

        @Override
        public void add(EncodedItem item, RawBsonDocument document) {
          documents.add(document);
        }

        @Override
        public boolean isFull() {
          return false;
        }

        @Override
        public boolean isEmpty() {
          return documents.isEmpty();
        }

        @Override
        public CompletableFuture<Delivered> flush(long before) {
          List<Delivered.Rejected> rejected =
              rejectSecond
                  ? List.of(new Delivered.Rejected(documents.get(1), "too large"))
                  : List.of();
          return CompletableFuture.completedFuture(
              new Delivered(documents.size() - rejected.size(), 0, rejected));
        }
      };
    }

    @Override
    public String describe() {
      return "fake";
    }

    @Override
    public String mode() {
      return "insert";
    }

    @Override
    public void prepare(List<TableSpec> tables, boolean goesOn) {}

    @Override
    public void finish() {}

    @Override
    public void close() {}
  }
}
