package dev.banyan.jobs.backfill.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.range.IdRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class CheckpointSaverTest {

  private static final RangeCheckpoint START =
      RangeCheckpoint.untouched(3, new IdRange(new BsonInt32(0), new BsonInt32(100)));

  private final List<RangeCheckpoint> stored = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean failed = new AtomicBoolean();

  private static RangeCheckpoint at(int documents) {
    return START.advanced(new BsonInt32(documents), Counts.of(documents, 0, 0));
  }

  @Test
  void finish_returnsWhenTheLastIsSaved_andTheOnesBetweenNeedNotBe() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (CheckpointSaver saver =
        new CheckpointSaver(
            checkpoint -> {
              stored.add(checkpoint);
              busy.countDown();
              await(go);
            },
            Duration.ZERO,
            1,
            () -> failed.set(true))) {
      saver.open(START);
      saver.give(at(1));
      assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
      saver.give(at(2));
      saver.give(at(3));
      assertThat(saver.saved(3)).as("nothing is saved before the store says so").isZero();
      go.countDown();
      saver.finish(at(4));

      assertThat(saver.saved(3)).isEqualTo(4);
      assertThat(stored).doesNotContain(at(2)).endsWith(at(4));
    }
  }

  @Test
  void give_isCheap_untilEnoughIsUnsaved() throws Exception {
    try (CheckpointSaver saver =
        new CheckpointSaver(stored::add, Duration.ofHours(1), 10, () -> failed.set(true))) {
      saver.open(START);
      saver.give(at(9));
      assertThat(stored).isEmpty();
      saver.awaitSaved(3);

      assertThat(stored).containsExactly(at(9));
    }
  }

  @Test
  void failure_ofTheStore_isToldToWhoeverWaits_andStopsTheJob() {
    try (CheckpointSaver saver =
        new CheckpointSaver(
            checkpoint -> {
              throw new JobException("No space left on device");
            },
            Duration.ZERO,
            1,
            () -> failed.set(true))) {
      saver.open(START);

      assertThatThrownBy(() -> saver.finish(at(1)))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("No space left");
      assertThatThrownBy(() -> saver.give(at(2))).isInstanceOf(JobException.class);
    }
    assertThat(failed).isTrue();
  }

  @Test
  void finish_ofManyRangesAtOnce_ends() throws Exception {
    List<Thread> ranges = new ArrayList<>();
    try (CheckpointSaver saver =
        new CheckpointSaver(stored::add, Duration.ZERO, 1, () -> failed.set(true))) {
      for (int number = 0; number < 8; number++) {
        IdRange ids = new IdRange(new BsonInt32(0), new BsonInt32(100));
        RangeCheckpoint start = RangeCheckpoint.untouched(number, ids);
        saver.open(start);
        ranges.add(
            new Thread(
                () -> {
                  for (int i = 1; i <= 500; i++) {
                    saver.finish(start.advanced(new BsonInt32(i), Counts.of(i, 0, 0)));
                  }
                }));
      }
      ranges.forEach(Thread::start);
      for (Thread range : ranges) {
        range.join();
      }
    }
    assertThat(stored).hasSize(8 * 500);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
