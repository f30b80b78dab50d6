package dev.banyan.jobs.verify;

import dev.banyan.jobs.verify.expect.Expectation;
import dev.banyan.jobs.verify.expect.ExpectedItem;
import java.util.concurrent.atomic.AtomicLong;

/** What no comparison can decide, counted, so that a report does not hide it. Thread-safe. */
final class Counted {

  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong large = new AtomicLong();

  void add(Expectation expectation) {
    if (expectation.refusal() != null) {
      refused.incrementAndGet();
    }
    if (expectation.items().stream().anyMatch(ExpectedItem::large)) {
      large.incrementAndGet();
    }
  }

  /** Documents that can have no item: the backfill must have made dead letters of them. */
  long refused() {
    return refused.get();
  }

  /** Documents whose items lie elsewhere or in parts, and were not compared inside. */
  long large() {
    return large.get();
  }
}
