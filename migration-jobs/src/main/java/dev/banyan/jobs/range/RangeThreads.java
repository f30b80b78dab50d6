package dev.banyan.jobs.range;

import dev.banyan.jobs.JobException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Works on several ranges at a time, while the calling thread waits and reports. The first failure
 * stops the others, which save how far they are; so does an interrupt of the calling thread.
 */
public final class RangeThreads implements AutoCloseable {

  private static final long REPORT_MILLIS = 500;

  private final ExecutorService threads;
  private final BooleanSupplier stopped;
  private final Runnable stop;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** The copy of one range. */
  @FunctionalInterface
  public interface Work {
    void run() throws InterruptedException;
  }

  /**
   * Starts no thread yet.
   *
   * @param readers ranges at a time
   * @param stopped whether the job was stopped: what is not begun yet is not begun any more then
   * @param stop stops the job
   */
  public RangeThreads(int readers, BooleanSupplier stopped, Runnable stop) {
    this.threads =
        Executors.newFixedThreadPool(
            readers,
            work -> {
              Thread thread = new Thread(work, "banyan-range");
              thread.setDaemon(true);
              return thread;
            });
    this.stopped = stopped;
    this.stop = stop;
  }

  /**
   * Returns when all is done or stopped. To be called once.
   *
   * @throws JobException that a range has thrown
   */
  public void run(List<Work> work, Runnable report) {
    work.forEach(range -> threads.execute(() -> guarded(range)));
    threads.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(REPORT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
        stop.run();
      }
      guarded(report);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    rethrow();
  }

  /**
   * Who reports may fail, for instance for want of disk; the ranges still save how far they are.
   */
  private void guarded(Runnable report) {
    try {
      report.run();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
      stop.run();
    }
  }

  private void guarded(Work range) {
    if (stopped.getAsBoolean()) {
      return;
    }
    try {
      range.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.run();
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      stop.run();
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
