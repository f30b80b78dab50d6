package dev.banyan.jobs.backfill;

import dev.banyan.jobs.throttle.ConcurrencyLimit;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The threads that write, and whether they should go on. Bounded by the limit: who submits waits.
 * Thread-safe.
 */
final class WriterPool implements AutoCloseable {

  private final ConcurrencyLimit limit;
  private final ExecutorService threads;
  private volatile boolean stopped;

  WriterPool(int maxInFlight) {
    this.limit = new ConcurrencyLimit(maxInFlight, System::nanoTime);
    this.threads = Executors.newFixedThreadPool(maxInFlight, Threads.named("banyan-writer"));
  }

  ConcurrencyLimit limit() {
    return limit;
  }

  /**
   * Runs work, after waiting while as much as the limit allows is under way.
   *
   * @throws CancellationException if the pool was closed
   */
  <V> Future<V> submit(Callable<V> work) throws InterruptedException {
    limit.acquire();
    try {
      return threads.submit(
          () -> {
            try {
              return work.call();
            } finally {
              limit.release();
            }
          });
    } catch (RejectedExecutionException e) {
      limit.release();
      throw new CancellationException("closed");
    }
  }

  /** Asks everybody to end soon; what is in flight is settled. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Stops, and waits for what is in flight. */
  @Override
  public void close() {
    stop();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
