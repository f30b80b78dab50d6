package dev.banyan.cli.command;

import dev.banyan.cli.display.Display;
import dev.banyan.jobs.verify.VerificationProgress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Shows how far a verification is: four lines a second at most. Thread-safe. */
final class VerifyProgress {

  private static final long EVERY_NANOS = Duration.ofMillis(250).toNanos();

  private final Display display;
  private final LongSupplier planned;
  private final long started = System.nanoTime();
  private final AtomicLong shown = new AtomicLong(started);

  /**
   * @param planned how many documents there are to compare
   */
  VerifyProgress(Display display, LongSupplier planned) {
    this.display = display;
    this.planned = planned;
  }

  void show(VerificationProgress done) {
    long now = System.nanoTime();
    long last = shown.get();
    if (now - last < EVERY_NANOS || !shown.compareAndSet(last, now)) {
      return;
    }
    double rate = done.compared() / Math.max(0.001, (now - started) / 1e9);
    display.progress(
        switch (done.phase()) {
          case COMPARING ->
              "comparing: %,d of %,d documents, %,.0f/s, %,.0f s to go, %,d differ at this moment"
                  .formatted(
                      done.compared(),
                      Math.max(planned.getAsLong(), done.compared()),
                      rate,
                      Math.max(0, planned.getAsLong() - done.compared()) / Math.max(1, rate),
                      done.differing());
          case SCANNING ->
              "scanning for extra items: %,d seen, %,d differ at this moment"
                  .formatted(done.scanned(), done.differing());
          case CHECKING ->
              "generation %d: looked again, %,d differ at this moment"
                  .formatted(done.generation(), done.differing());
        });
  }
}
