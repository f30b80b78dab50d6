package dev.banyan.localcloud.lambda.mapping;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Records of one shard that are handled one batch after the other: a queue bounded by number and
 * bytes. When it is full, the reader waits. Thread-safe for one reader and one consumer.
 */
final class Lane {

  /** Lambda's bound on an event, less its envelope. */
  static final int MAX_EVENT_BYTES = 6 * 1024 * 1024 - 1024;

  private static final int MAX_BYTES = 2 * MAX_EVENT_BYTES;

  private final int batchSize;
  private final Duration window;
  private final int capacity;
  private final Deque<SourceRecord> records = new ArrayDeque<>();
  private List<SourceRecord> inHand = List.of();
  private long bytes;
  private boolean ended;

  Lane(int batchSize, Duration window) {
    this.batchSize = batchSize;
    this.window = window;
    this.capacity = Math.max(2 * batchSize, 100);
  }

  /** Waits for room. */
  synchronized void put(SourceRecord record) throws InterruptedException {
    while (records.size() >= capacity || bytes >= MAX_BYTES) {
      wait();
    }
    records.add(record);
    bytes += record.json().length;
    notifyAll();
  }

  /** No more will come. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** True when nothing is left, and nothing will come. */
  synchronized boolean isDrained() {
    return ended && records.isEmpty() && inHand.isEmpty();
  }

  synchronized void awaitDrained() throws InterruptedException {
    while (!isDrained()) {
      wait();
    }
  }

  /**
   * The next batch; counts as unfinished until {@link #done}. Waits for a first record, then for
   * the window to pass or the batch to be full.
   *
   * @return empty if nothing will come any more
   */
  synchronized List<SourceRecord> take() throws InterruptedException {
    while (records.isEmpty() && !ended) {
      wait();
    }
    awaitWindow();
    List<SourceRecord> batch = new ArrayList<>();
    long size = 0;
    while (!records.isEmpty() && batch.size() < batchSize) {
      int next = records.element().json().length + 1;
      if (!batch.isEmpty() && size + next > MAX_EVENT_BYTES) {
        break;
      }
      size += next;
      bytes -= next - 1;
      batch.add(records.remove());
    }
    inHand = batch;
    notifyAll();
    return batch;
  }

  private void awaitWindow() throws InterruptedException {
    long deadline = System.nanoTime() + window.toNanos();
    while (records.size() < batchSize && bytes < MAX_EVENT_BYTES && !ended) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  /** The batch taken last is done with. */
  synchronized void done() {
    inHand = List.of();
    notifyAll();
  }

  /** Arrival of the oldest record that is not done. */
  synchronized Optional<Instant> oldest() {
    if (!inHand.isEmpty()) {
      return Optional.of(inHand.get(0).arrival());
    }
    return Optional.ofNullable(records.peek()).map(SourceRecord::arrival);
  }
}
