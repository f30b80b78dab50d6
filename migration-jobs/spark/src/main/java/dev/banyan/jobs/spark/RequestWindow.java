package dev.banyan.jobs.spark;

import dev.banyan.jobs.JobException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * So many requests at once; one more waits for the oldest. The first failure comes out of the next
 * call. One thread hands requests in.
 */
final class RequestWindow implements AutoCloseable {

  private final int size;
  private final ExecutorService threads;
  private final Deque<Future<?>> underWay = new ArrayDeque<>();

  RequestWindow(int size) {
    this.size = size;
    this.threads =
        Executors.newFixedThreadPool(
            size,
            task -> {
              Thread thread = new Thread(task, "banyan-write");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * @throws JobException if an earlier request has failed
   */
  void submit(Runnable request) {
    if (underWay.size() == size) {
      await(underWay.removeFirst());
    }
    underWay.addLast(threads.submit(request));
  }

  /** Waits for all. */
  void drain() {
    while (!underWay.isEmpty()) {
      await(underWay.removeFirst());
    }
  }

  private static void await(Future<?> request) {
    try {
      request.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException("interrupted: the task was cancelled", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof JobException known
          ? known
          : new JobException("a write failed: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
