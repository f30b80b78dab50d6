package dev.banyan.bench;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is to be stopped, last started first: at the end, after a failure, and on Ctrl-C by a
 * shutdown hook. Thread-safe.
 */
public final class Running implements AutoCloseable {

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private boolean closed;

  public Running() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeAll, "stop-what-runs"));
  }

  /** Also ends what was started without being added, such as a load generator. */
  private void closeAll() {
    close();
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  public synchronized <T extends AutoCloseable> T add(T part) {
    if (closed) {
      quietly(part); // Ctrl-C came while it was being started
      throw new BenchException("stopped");
    }
    parts.push(part);
    return part;
  }

  /** Stops one part before the others; nothing happens if it was stopped already. */
  public synchronized void stop(AutoCloseable part) {
    if (parts.remove(part)) {
      quietly(part);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!parts.isEmpty()) {
      quietly(parts.pop());
    }
  }

  private static void quietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      System.err.println("while stopping " + part + ": " + e);
    }
  }
}
