package dev.banyan.publisher;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * What stands before a publisher: a log of events, read on from a checkpoint that trails. Its
 * window bounds how far it runs ahead of the saved checkpoint, and so what a crash repeats.
 */
class SimulatedRelay {

  static final int WINDOW = 24;

  private final int[] keys;
  private final int[] sizes;
  private final TreeMap<Integer, CompletableFuture<PublishOutcome>> inFlight = new TreeMap<>();
  int next;
  int saved;

  SimulatedRelay(int[] keys, int[] sizes) {
    this.keys = keys;
    this.sizes = sizes;
  }

  final int events() {
    return keys.length;
  }

  final int key(int event) {
    return keys[event];
  }

  final boolean mayOffer() {
    return next < keys.length && next - saved < WINDOW;
  }

  /** Offers the next event; false if the queue is full. */
  final boolean offer(PublisherCore core, Semaphore room, long now) {
    byte[] envelope = ByteBuffer.allocate(sizes[next]).putInt(next).array();
    if (!room.tryAcquire(PendingEvent.queuedBytes(envelope, ""))) {
      return false;
    }
    CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
    core.add(new PendingEvent(keys[next] % 16, envelope, now, outcome));
    inFlight.put(next++, outcome);
    return true;
  }

  /** The checkpoint trails: everything before it is acknowledged. */
  int checkpoint() {
    return inFlight.entrySet().stream()
        .filter(entry -> !entry.getValue().isDone())
        .mapToInt(Map.Entry::getKey)
        .findFirst()
        .orElse(next);
  }

  final int newestAcknowledged() {
    return inFlight.entrySet().stream()
        .filter(entry -> entry.getValue().isDone())
        .mapToInt(entry -> entry.getKey() + 1)
        .max()
        .orElse(saved);
  }

  final void save() {
    saved = checkpoint();
    inFlight.headMap(saved).clear();
  }

  final void crash() {
    inFlight.clear();
    next = saved;
  }
}
