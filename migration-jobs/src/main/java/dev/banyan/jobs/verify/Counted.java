package dev.banyan.jobs.verify;

import dev.banyan.jobs.verify.expect.Expectation;
import java.util.concurrent.atomic.AtomicLong;

/** What no comparison can decide, counted, so that a report does not hide it. Thread-safe. */
final class Counted {

  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong large = new AtomicLong();
  private final AtomicLong newer = new AtomicLong();
  private final boolean objects;

  /**
   * @param objects whether it is known where items too large for the table lie
   */
  Counted(boolean objects) {
    this.objects = objects;
  }

  void add(Expectation expectation) {
    if (expectation.refusal() != null) {
      refused.incrementAndGet();
    }
    if (!objects && expectation.items().stream().anyMatch(item -> item.large() && !item.split())) {
      large.incrementAndGet();
    }
  }

  /** Documents that can have no item: the backfill must have made dead letters of them. */
  long refused() {
    return refused.get();
  }

  /** An item differs, and is newer. */
  void newer() {
    newer.incrementAndGet();
  }

  /** Looks at items that differ and were written later than what they were held against. */
  long differingNewer() {
    return newer.get();
  }

  /** Documents whose items lie elsewhere, and were not compared inside. */
  long large() {
    return large.get();
  }
}
