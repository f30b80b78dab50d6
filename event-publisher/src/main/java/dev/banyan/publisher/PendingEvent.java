package dev.banyan.publisher;

import java.util.concurrent.CompletableFuture;

/**
 * An event in the queue.
 *
 * @param bucket that it travels in
 * @param envelope its bytes
 * @param since when it was queued, {@link System#nanoTime()}
 * @param outcome to be completed
 */
record PendingEvent(
    int bucket, byte[] envelope, long since, CompletableFuture<PublishOutcome> outcome) {}
