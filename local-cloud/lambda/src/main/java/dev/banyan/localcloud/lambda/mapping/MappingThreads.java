package dev.banyan.localcloud.lambda.mapping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.AbortedException;

/** The threads of one mapping; all end when it is closed. Thread-safe. */
final class MappingThreads implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MappingThreads.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long STACK_BYTES = 256 * 1024;

  /** Work that ends by itself or by an interrupt. */
  interface Task {
    void run() throws InterruptedException;
  }

  private final String mapping;
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  MappingThreads(String mapping) {
    this.mapping = mapping;
  }

  synchronized void start(String role, Task task) {
    if (closed) {
      return;
    }
    threads.removeIf(thread -> !thread.isAlive());
    String name = "mapping-" + mapping + "-" + role;
    Thread thread = new Thread(null, () -> run(task), name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void run(Task task) {
    try {
      task.run();
    } catch (InterruptedException | AbortedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("mapping {} has stopped working: {}", mapping, Thread.currentThread().getName(), e);
    }
  }

  @Override
  public void close() {
    List<Thread> ending;
    synchronized (this) {
      closed = true;
      ending = List.copyOf(threads);
    }
    ending.forEach(Thread::interrupt);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (Thread thread : ending) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
