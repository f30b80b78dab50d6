package dev.banyan.publisher;

/** What a caller meets whose event finds no room in the queue. */
public enum WhenFull {
  /** It waits, up to {@link PublisherConfig#queueWait}; then {@link PublishOutcome.QueueFull}. */
  WAIT,
  /** {@link PublishOutcome.QueueFull} at once: for request threads that must not be held up. */
  FAIL
}
