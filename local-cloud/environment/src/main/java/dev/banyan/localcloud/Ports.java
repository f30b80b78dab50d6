package dev.banyan.localcloud;

/**
 * TCP ports on the loopback address, 0 for any free one.
 *
 * @param http of the Lambda host's HTTP API
 * @param runtime of the Lambda host's Runtime API
 */
public record Ports(int mongo, int dynamodb, int kinesis, int sqs, int http, int runtime) {

  /** Whatever is free: for tests. */
  public static Ports any() {
    return new Ports(0, 0, 0, 0, 0, 0);
  }
}
