package dev.banyan.localcloud.lambda.runtime;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** One event on its way to a function. */
final class Invocation {

  private final String id = UUID.randomUUID().toString();
  private final byte[] payload;
  private final long createdNanos = System.nanoTime();
  private final CompletableFuture<InvocationResult> result = new CompletableFuture<>();

  /**
   * @param payload JSON; not copied, so not to be changed
   */
  Invocation(byte[] payload) {
    this.payload = payload;
  }

  String id() {
    return id;
  }

  byte[] payload() {
    return payload;
  }

  long createdNanos() {
    return createdNanos;
  }

  CompletableFuture<InvocationResult> result() {
    return result;
  }

  /** True if nobody waits for the result any more. */
  boolean isAbandoned() {
    return result.isDone();
  }
}
