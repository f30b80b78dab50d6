package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.throttle.Throttle;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Works on several ranges at a time, while the calling thread waits and reports. The first failure
 * stops the others, which save how far they are; so does an interrupt of the calling thread.
 */
final class RangeThreads implements AutoCloseable {

  private static final long REPORT_MILLIS = 500;

  private final ExecutorService threads;
  private final Throttle throttle;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** The copy of one range. */
  @FunctionalInterface
  interface Work {
    void run() throws InterruptedException;
  }

  RangeThreads(int readers, Throttle throttle) {
    this.threads =
        Executors.newFixedThreadPool(
            readers,
            work -> {
              Thread thread = new Thread(work, "banyan-range");
              thread.setDaemon(true);
              return thread;
            });
    this.throttle = throttle;
  }

  /**
   * Returns when all is done or stopped.
   *
   * @throws JobException that a range has thrown
   */
  void run(List<Work> work, Runnable report) {
    work.forEach(range -> threads.execute(() -> guarded(range)));
    threads.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(REPORT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
        throttle.stop();
      }
      report.run();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    rethrow();
  }

  private void guarded(Work range) {
    if (throttle.isStopped()) {
      return;
    }
    try {
      range.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throttle.stop();
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      throttle.stop();
    }
  }

  private void rethrow() {
    Throwable first = failure.get();
    if (first != null) {
      throw first instanceof JobException job
          ? job
          : new JobException("a range could not be copied: " + first, first);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
