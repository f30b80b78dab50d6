package dev.banyan.proxy;

import java.util.ArrayList;
import java.util.List;

/** What requests a server of another make has read: a line each. Thread-safe. */
final class ServerLog {

  private final List<String> lines = new ArrayList<>();

  synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  /**
   * Waits for a line that holds a text, and takes it and all lines before it away.
   *
   * @return the lines before it
   */
  synchronized List<String> upTo(String text) throws InterruptedException {
    long deadline = System.nanoTime() + RawClient.PATIENCE_MILLIS * 1_000_000L;
    while (true) {
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains(text)) {
          List<String> before = List.copyOf(lines.subList(0, i));
          lines.subList(0, i + 1).clear();
          return before;
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("the server has not read '" + text + "' but " + lines);
      }
      wait(left);
    }
  }
}
