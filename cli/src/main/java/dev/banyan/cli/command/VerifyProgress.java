package dev.banyan.cli.command;

import dev.banyan.cli.display.Display;
import dev.banyan.jobs.verify.VerificationProgress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Shows how far a verification is: four lines a second at most; and that it waits, where nothing
 * has come for ten seconds. Thread-safe.
 */
final class VerifyProgress implements AutoCloseable {

  private static final long EVERY_NANOS = Duration.ofMillis(250).toNanos();

  /** Between generations less than that passes. */
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private static final long LOOK_SECONDS = 5;

  private final Display display;
  private final LongSupplier planned;
  private final LongSupplier nanos;
  private final long started;
  private final AtomicLong shown;
  private final AtomicLong moved;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          look -> {
            Thread thread = new Thread(look, "banyan-verify-progress");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param planned how many documents there are to compare
   */
  VerifyProgress(Display display, LongSupplier planned) {
    this(display, planned, System::nanoTime);
    looks.scheduleAtFixedRate(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  VerifyProgress(Display display, LongSupplier planned, LongSupplier nanos) {
    this.display = display;
    this.planned = planned;
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.shown = new AtomicLong(started);
    this.moved = new AtomicLong(started);
  }

  /** Says so if nothing moves: the drivers try again and again by themselves. */
  void look() {
    long quiet = nanos.getAsLong() - moved.get();
    if (quiet >= QUIET_NANOS) {
      display.progress(
          "nothing has come for %,d s: waiting for MongoDB or DynamoDB"
              .formatted(TimeUnit.NANOSECONDS.toSeconds(quiet)));
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }

  void show(VerificationProgress done) {
    long now = nanos.getAsLong();
    moved.set(now);
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
