package dev.banyan.jobs.backfill;

import dev.banyan.jobs.checkpoint.Counts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Counts what is settled and reckons the rate. Thread-safe. */
final class ProgressMeter {

  private final String phase;
  private final long total;
  private final long before;
  private final Supplier<Optional<String>> throttle;
  private final LongSupplier nanoClock;
  private final long startedAt;
  private final AtomicLong settled = new AtomicLong();

  /**
   * @param before documents that earlier runs have settled
   */
  ProgressMeter(
      String phase,
      long total,
      long before,
      Supplier<Optional<String>> throttle,
      LongSupplier nanoClock) {
    this.phase = phase;
    this.total = total;
    this.before = before;
    this.throttle = throttle;
    this.nanoClock = nanoClock;
    this.startedAt = nanoClock.getAsLong();
  }

  Counts count(Counts more) {
    settled.addAndGet(more.documents());
    return more;
  }

  BackfillProgress progress() {
    long now = settled.get();
    double seconds = (nanoClock.getAsLong() - startedAt) / 1e9;
    double perSecond = seconds > 0 ? now / seconds : 0;
    long left = Math.max(0, total - before - now);
    return new BackfillProgress(
        phase,
        before + now,
        total,
        perSecond,
        throttle.get(),
        perSecond > 0
            ? Optional.of(Duration.ofMillis((long) (1_000 * left / perSecond)))
            : Optional.empty());
  }
}
