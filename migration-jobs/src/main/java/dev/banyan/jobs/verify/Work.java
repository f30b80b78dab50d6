package dev.banyan.jobs.verify;

import dev.banyan.jobs.JobException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A few threads for the comparing. At most twice as many tasks as threads are kept, and documents
 * of {@value #MOST_KIB} KiB or one task; who submits more waits. Thread-safe.
 */
final class Work implements AutoCloseable {

  private static final int MOST_KIB = 24 * 1_024;

  private final int threads;
  private final Semaphore kibs = new Semaphore(MOST_KIB);
  private final ExecutorService executor;
  private final Semaphore room;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;

  Work(int threads) {
    AtomicInteger number = new AtomicInteger();
    this.threads = threads;
    this.room = new Semaphore(2 * threads);
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "banyan-verify-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  int threads() {
    return threads;
  }

  /** Whether to end early: it was stopped, or a task has failed. */
  boolean isStopped() {
    return stopped || failure.get() != null;
  }

  /** Runs a task that holds next to nothing, see {@link #submit(long, Runnable)}. */
  void submit(Runnable task) {
    submit(0, task);
  }

  /**
   * Runs a task, after waiting for room; not at all when it was stopped.
   *
   * @param bytes of the documents that it holds until it is done
   */
  void submit(long bytes, Runnable task) {
    int kib = (int) Math.min(MOST_KIB, bytes / 1_024);
    if (isStopped() || !acquire(kibs, kib)) {
      return;
    }
    if (!acquire(room, 1)) {
      kibs.release(kib);
      return;
    }
    try {
      executor.execute(() -> run(kib, task));
    } catch (RejectedExecutionException e) { // closed meanwhile
      room.release();
      kibs.release(kib);
    }
  }

  private void run(int kib, Runnable task) {
    try {
      endIfStopped();
      task.run();
    } catch (CancellationException e) {
      stopped = true;
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    } finally {
      kibs.release(kib);
      room.release();
    }
  }

  /**
   * For long tasks, now and then.
   *
   * @throws CancellationException if it was stopped
   */
  void endIfStopped() {
    if (isStopped()) {
      throw new CancellationException("stopped");
    }
  }

  /**
   * Waits for all tasks.
   *
   * @throws JobException if one of them failed
   */
  void await() {
    if (acquire(room, 2 * threads)) {
      room.release(2 * threads);
    }
    Throwable first = failure.get();
    if (first != null) {
      throw first instanceof JobException job
          ? job
          : new JobException("a comparison failed: " + first.getMessage(), first);
    }
  }

  private boolean acquire(Semaphore from, int permits) {
    boolean all = from == room && permits > 1;
    try {
      while (!from.tryAcquire(permits, 100, TimeUnit.MILLISECONDS)) {
        if (!all && isStopped()) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
      return false;
    }
  }

  @Override
  public void close() {
    stopped = true;
    executor.shutdown(); // what is queued sees that it is stopped, and gives its room back
  }
}
