package dev.banyan.proxy.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeadlinesTest {

  private long now = 5;
  private @Nullable Runnable ticking;
  private final List<String> over = new ArrayList<>();
  private final Deadlines deadlines = new Deadlines(() -> now, (millis, then) -> ticking = then);

  @Test
  void deadline_isRunOnceAndAtMostTwoTicksLate() {
    set(100, "a");
    after(99);
    assertThat(over).isEmpty();
    after(21);
    after(1_000);
    assertThat(over).containsExactly("a");
  }

  @Test
  void deadlineFartherThanTheRing_isRunInItsTime() {
    set(60_000, "far");
    set(30, "near");
    after(59_990);
    assertThat(over).containsExactly("near");
    after(40);
    assertThat(over).containsExactly("near", "far");
  }

  @Test
  void deadlineTakenBack_isNotRun() {
    Deadlines.Deadline a = set(50, "a");
    set(50, "b");
    deadlines.cancel(a);
    deadlines.cancel(a);
    after(100);
    assertThat(over).containsExactly("b");
  }

  @Test
  void deadline_mayTakeBackItsNeighbour() {
    List<Deadlines.Deadline> all = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      all.add(
          deadlines.set(
              Duration.ofMillis(50),
              () -> {
                over.add("one");
                all.forEach(deadlines::cancel);
              }));
    }
    after(100);
    assertThat(over).containsExactly("one");
  }

  @Test
  void withoutDeadlines_nothingTicks() {
    deadlines.cancel(set(50, "a"));
    after(30);
    assertThat(ticking).isNull();
  }

  @Test
  void tickThatComesLate_leavesNothingBehind() {
    set(10, "a");
    set(700, "b");
    now += TimeUnit.SECONDS.toNanos(30);
    tick();
    assertThat(over).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void manyAtRandom_areRunInTime() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    TreeMap<Long, Integer> due = new TreeMap<>();
    for (int step = 0; step < 3_000; step++) {
      long millis = 1 + random.nextInt(20_000);
      Deadlines.Deadline made = set(millis, "" + step);
      if (random.nextInt(10) == 0) {
        due.merge(now + TimeUnit.MILLISECONDS.toNanos(millis), 1, Integer::sum);
      } else {
        deadlines.cancel(made);
      }
      after(random.nextInt(25));
      int must = sum(due.headMap(now - TimeUnit.MILLISECONDS.toNanos(21)));
      int may = sum(due.headMap(now, true));
      assertThat(over.size()).as("seed %d, step %d", seed, step).isBetween(must, may);
    }
  }

  private static int sum(java.util.Map<Long, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private Deadlines.Deadline set(long millis, String name) {
    return deadlines.set(Duration.ofMillis(millis), () -> over.add(name));
  }

  private void after(long millis) {
    long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
    while (now < end) {
      now = Math.min(end, now + TimeUnit.MILLISECONDS.toNanos(Deadlines.TICK_MILLIS));
      tick();
    }
  }

  private void tick() {
    Runnable then = ticking;
    ticking = null;
    if (then != null) {
      then.run();
    }
  }
}
