package dev.banyan.localcloud.lambda.mapping;

/** Hears of discarded batches. */
interface FailureDestination {

  /** Returns when the news is safe. */
  void accept(DiscardedBatch batch) throws InterruptedException;
}
