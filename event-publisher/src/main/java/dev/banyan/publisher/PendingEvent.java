package dev.banyan.publisher;

import java.util.concurrent.CompletableFuture;

/**
 * An event in the queue.
 *
 * @param bucket that it travels in
 * @param envelope its bytes, or the caller's own encoding
 * @param id of the caller's own encoding; empty for an envelope, which has its id inside
 * @param since when it was queued, {@link Ticker} time
 * @param outcome to be completed
 */
record PendingEvent(
    int bucket, byte[] envelope, String id, long since, CompletableFuture<PublishOutcome> outcome) {

  /** A string's heap beside its characters, bytes. */
  private static final int STRING_BYTES = 40;

  PendingEvent(int bucket, byte[] envelope, long since, CompletableFuture<PublishOutcome> outcome) {
    this(bucket, envelope, "", since, outcome);
  }

  /** What it takes of the queue's capacity. */
  int queuedBytes() {
    return queuedBytes(envelope, id);
  }

  static int queuedBytes(byte[] envelope, String id) {
    int idBytes = id.isEmpty() ? 0 : STRING_BYTES + id.length();
    return envelope.length + PublisherConfig.EVENT_BYTES + idBytes;
  }
}
