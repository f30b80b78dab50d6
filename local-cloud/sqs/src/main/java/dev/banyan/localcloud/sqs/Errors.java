package dev.banyan.localcloud.sqs;

import dev.banyan.localcloud.wire.AwsException;

/** The errors of the SQS API in its JSON protocol. */
final class Errors {

  private static final String SHAPES = "com.amazonaws.sqs#";

  private Errors() {}

  static AwsException noQueue() {
    return error("QueueDoesNotExist", "The specified queue does not exist.");
  }

  static AwsException invalid(String message) {
    return error("InvalidParameterValue", message);
  }

  static AwsException invalidAttribute(String name, String value) {
    return error(
        "InvalidAttributeValue", "Invalid value " + value + " for the parameter " + name + ".");
  }

  static AwsException error(String shape, String message) {
    return AwsException.client(SHAPES + shape, message);
  }
}
