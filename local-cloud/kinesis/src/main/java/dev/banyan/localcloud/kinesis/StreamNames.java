package dev.banyan.localcloud.kinesis;

import dev.banyan.localcloud.kinesis.store.Stream;
import dev.banyan.localcloud.kinesis.store.StreamStatus;
import dev.banyan.localcloud.kinesis.store.StreamStore;
import dev.banyan.localcloud.wire.AwsCall;
import dev.banyan.localcloud.wire.AwsException;
import java.util.regex.Pattern;

/** Finds the stream that a call means, by name or by ARN. */
final class StreamNames {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");
  private static final Pattern ARN =
      Pattern.compile("arn:aws[^:]*:kinesis:[^:]*:\\d{12}:stream/([a-zA-Z0-9_.-]+)");
  private static final int MAX_LENGTH = 128;

  private final StreamStore streams;

  StreamNames(StreamStore streams) {
    this.streams = streams;
  }

  static String arn(Stream stream) {
    return "arn:aws:kinesis:us-east-1:" + Errors.ACCOUNT + ":stream/" + stream.name();
  }

  Stream find(AwsCall call) {
    String name = name(call);
    return streams.find(name).orElseThrow(() -> Errors.streamNotFound(name));
  }

  /** The stream, if it takes records: a new one is not there for data calls until it is active. */
  Stream findForData(AwsCall call) {
    Stream stream = find(call);
    if (stream.status() == StreamStatus.CREATING) {
      throw Errors.streamNotFound(stream.name());
    }
    return stream;
  }

  /** The stream, if it may be changed now. */
  Stream findActive(AwsCall call) {
    Stream stream = find(call);
    if (stream.status() != StreamStatus.ACTIVE) {
      throw Errors.inUse(
          "Stream "
              + Errors.in(stream.name())
              + " not ACTIVE, instead in state "
              + stream.status());
    }
    return stream;
  }

  static String name(AwsCall call) {
    if (call.has("StreamName")) {
      return checked(call.text("StreamName"));
    }
    if (call.has("StreamARN")) {
      return nameIn(call.text("StreamARN"));
    }
    throw Errors.invalid("Either StreamName or StreamARN should be provided.");
  }

  private static String nameIn(String arn) {
    var matcher = ARN.matcher(arn);
    if (!matcher.matches()) {
      throw AwsException.validation(
          "streamARN", arn, "Member must satisfy regular expression pattern: " + ARN);
    }
    return checked(matcher.group(1));
  }

  private static String checked(String name) {
    if (name.isEmpty()) {
      throw AwsException.validation(
          "streamName", name, "Member must have length greater than or equal to 1");
    }
    if (name.length() > MAX_LENGTH) {
      throw AwsException.validation(
          "streamName", name, "Member must have length less than or equal to " + MAX_LENGTH);
    }
    if (!NAME.matcher(name).matches()) {
      throw AwsException.validation(
          "streamName", name, "Member must satisfy regular expression pattern: " + NAME);
    }
    return name;
  }
}
