package dev.banyan.localcloud.lambda.model;

/** A Kinesis stream. */
public record StreamDefinition(String name, int shardCount) {

  public StreamDefinition {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be blank");
    }
    if (shardCount < 1) {
      throw new IllegalArgumentException("shardCount must be at least 1: " + shardCount);
    }
  }
}
