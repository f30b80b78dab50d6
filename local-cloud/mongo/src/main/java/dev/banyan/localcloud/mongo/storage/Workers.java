package dev.banyan.localcloud.mongo.storage;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that run commands. Its queue is bounded; when it is full, the event loop runs
 * commands itself and so reads no more. A command that waits for a transaction lends its thread's
 * place to another, since the transaction's end is a command too. Thread-safe.
 */
public final class Workers implements Executor, AutoCloseable {

  private static final int THREADS = 2 * Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final int MOST_QUEUED_COMMANDS = 1_024;

  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(MOST_QUEUED_COMMANDS),
          new DefaultThreadFactory("mongo-worker", true),
          new ThreadPoolExecutor.CallerRunsPolicy());

  @Override
  public void execute(Runnable command) {
    pool.execute(command);
  }

  /** Runs what may block for long. At most one per connection, so connections bound the threads. */
  void waiting(Runnable wait) {
    resize(1);
    try {
      wait.run();
    } finally {
      resize(-1);
    }
  }

  private synchronized void resize(int change) {
    int size = pool.getCorePoolSize() + change;
    if (change > 0) {
      pool.setMaximumPoolSize(size);
      pool.setCorePoolSize(size);
    } else {
      pool.setCorePoolSize(size);
      pool.setMaximumPoolSize(size);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
