package dev.banyan.jobs.backfill;

import dev.banyan.jobs.JobException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Works on several ranges at a time, while the calling thread waits and reports. The first failure
 * stops the others, which save how far they are; so does an interrupt of the calling thread.
 */
final class RangeWorkers implements AutoCloseable {

  private static final long REPORT_MILLIS = 500;

  private final ExecutorService threads;
  private final WriterPool pool;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** The copy of one range. */
  @FunctionalInterface
  interface Work {
    void run() throws InterruptedException;
  }

  RangeWorkers(int readers, WriterPool pool) {
    this.threads = Executors.newFixedThreadPool(readers, Threads.named("banyan-range"));
    this.pool = pool;
  }

  /**
   * Returns when all is done or stopped.
   *
   * @throws JobException that a range has thrown
   */
  void run(List<Work> work, Runnable report) {
    List<Future<?>> ranges = new ArrayList<>();
    for (Work range : work) {
      ranges.add(threads.submit(() -> guarded(range)));
    }
    boolean interrupted = false;
    while (!ranges.stream().allMatch(Future::isDone)) {
      try {
        awaitAny(ranges);
      } catch (InterruptedException e) {
        interrupted = true;
        pool.stop();
      }
      report.run();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    rethrow();
  }

  private static void awaitAny(List<Future<?>> ranges) throws InterruptedException {
    for (Future<?> range : ranges) {
      if (!range.isDone()) {
        try {
          range.get(REPORT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
          return; // reported, or rethrown when the others have ended
        }
        return;
      }
    }
  }

  /** Keeps the first failure; what is not begun yet is not begun any more then. */
  private void guarded(Work range) {
    if (pool.isStopped()) {
      return;
    }
    try {
      range.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pool.stop();
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      pool.stop();
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
