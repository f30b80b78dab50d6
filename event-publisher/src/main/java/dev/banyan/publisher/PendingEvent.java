package dev.banyan.publisher;

import java.util.concurrent.CompletableFuture;

/**
 * An event in the queue.
 *
 * @param bucket that it travels in
 * @param envelope its bytes
 * @param since when it was queued, {@link Ticker} time
 * @param outcome to be completed
 */
record PendingEvent(
    int bucket, byte[] envelope, long since, CompletableFuture<PublishOutcome> outcome) {

  /** What it takes of the queue's capacity. */
  int queuedBytes() {
    return queuedBytes(envelope);
  }

  static int queuedBytes(byte[] envelope) {
    return envelope.length + PublisherConfig.EVENT_BYTES;
  }
}
