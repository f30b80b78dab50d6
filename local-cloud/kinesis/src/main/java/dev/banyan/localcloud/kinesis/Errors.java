package dev.banyan.localcloud.kinesis;

import dev.banyan.localcloud.wire.AwsException;

/** The errors of the Kinesis API, worded as the service does. */
final class Errors {

  static final String ACCOUNT = "000000000000";

  private Errors() {}

  static AwsException streamNotFound(String stream) {
    return AwsException.client(
        "ResourceNotFoundException",
        "Stream " + stream + " under account " + ACCOUNT + " not found.");
  }

  static AwsException shardNotFound(String shard, String stream) {
    return AwsException.client(
        "ResourceNotFoundException",
        "Could not find shard " + shard + " in stream " + in(stream) + ".");
  }

  static AwsException inUse(String message) {
    return AwsException.client("ResourceInUseException", message);
  }

  static AwsException invalid(String message) {
    return AwsException.client("InvalidArgumentException", message);
  }

  static AwsException throttled(String shard, String stream) {
    return AwsException.client(FaultPlan.THROTTLED, rateExceeded(shard, stream));
  }

  static String rateExceeded(String shard, String stream) {
    return "Rate exceeded for shard " + shard + " in stream " + in(stream) + ".";
  }

  static String in(String stream) {
    return stream + " under account " + ACCOUNT;
  }
}
