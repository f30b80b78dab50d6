package dev.banyan.cli.demo;

import dev.banyan.cli.display.Display;
import dev.banyan.cli.load.LoadGenerator;
import dev.banyan.cli.load.LoadReport;
import dev.banyan.cli.stack.Stack;
import java.time.Duration;
import java.util.function.Supplier;

/** Lets traffic flow for a while and shows it. */
final class Watch {

  private static final long TICK_MILLIS = 250;

  private final Stack stack;
  private final LoadGenerator load;
  private final Display display;

  Watch(Stack stack, LoadGenerator load, Display display) {
    this.stack = stack;
    this.load = load;
    this.display = display;
  }

  /** Traffic goes on for this long. */
  void stage(String name, Duration duration) throws InterruptedException {
    load.stage(name);
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      tick("");
    }
  }

  /** Traffic goes on until the condition holds, or for this long. */
  void upTo(Duration atMost, String what, Supplier<Boolean> condition) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end && !condition.get()) {
      tick("waiting for " + what + "; ");
    }
  }

  /** Traffic goes on until the condition holds, which it must in time. */
  void until(String what, Duration atMost, Supplier<Boolean> condition)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.get()) {
      if (System.nanoTime() >= end) {
        throw new DemoFailure("waited " + atMost.toSeconds() + " s in vain for " + what);
      }
      tick("waiting for " + what + "; ");
    }
  }

  private void tick(String prefix) throws InterruptedException {
    stack.requireAlive();
    LoadReport report = load.report();
    display.progress(
        "%s%,d requests, %d failed, %d stale, %d in flight"
            .formatted(
                prefix,
                report.requests(),
                report.failures(),
                report.staleReads(),
                report.inFlight()));
    Thread.sleep(TICK_MILLIS);
  }

  /** The load's stage from now on. */
  void enter(String name) {
    load.stage(name);
  }
}
