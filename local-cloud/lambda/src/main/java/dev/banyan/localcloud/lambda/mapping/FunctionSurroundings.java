package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.runtime.InvocationResult;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** The real function, queue and clock. Thread-safe. */
final class FunctionSurroundings implements Surroundings {

  private final Function<byte[], CompletableFuture<InvocationResult>> function;
  private final FailureDestination destination;

  FunctionSurroundings(
      Function<byte[], CompletableFuture<InvocationResult>> function,
      FailureDestination destination) {
    this.function = function;
    this.destination = destination;
  }

  @Override
  public InvocationResult invoke(byte[] event) throws InterruptedException {
    try {
      return function.apply(event).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an invocation never fails by exception", e);
    }
  }

  @Override
  public void discard(DiscardedBatch batch) throws InterruptedException {
    destination.accept(batch);
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public void pause(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }
}
