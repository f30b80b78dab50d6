package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.runtime.InvocationResult;
import java.time.Duration;
import java.time.Instant;

/** What a batch needs of the world: the function, the on-failure destination, time. */
interface Surroundings {

  /** Runs the function and waits for the result. */
  InvocationResult invoke(byte[] event) throws InterruptedException;

  /** Tells the on-failure destination, if there is one; returns when it knows. */
  void discard(DiscardedBatch batch) throws InterruptedException;

  Instant now();

  void pause(Duration time) throws InterruptedException;
}
