package dev.banyan.relay;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** Whether the stream is there and may be used. */
final class StreamCheck {

  private final KinesisClient kinesis;
  private final String stream;

  StreamCheck(KinesisClient kinesis, String stream) {
    this.kinesis = kinesis;
    this.stream = stream;
  }

  Finding run() {
    try {
      kinesis.listShards(request -> request.streamName(stream).maxResults(1));
      return new Finding.Fine("Kinesis stream " + stream + " is there");
    } catch (ResourceNotFoundException e) {
      return new Finding.Wrong(
          "Kinesis stream " + stream + " does not exist in this account and region",
          "create it (aws kinesis create-stream --stream-name "
              + stream
              + " --shard-count 1), or set kinesis.stream and kinesis.region");
    } catch (AwsServiceException e) {
      return refused(e);
    } catch (SdkClientException e) {
      return new Finding.Wrong(
          "Kinesis cannot be asked: " + brief(e),
          "give the process AWS credentials (environment, profile or role), and look at"
              + " kinesis.region, kinesis.endpoint and the network");
    }
  }

  /** The SDK lists every place where it looked for credentials; its first words are enough. */
  private static String brief(SdkClientException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("Unable to load credentials")
        ? "no AWS credentials were found"
        : message;
  }

  private Finding refused(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
    return new Finding.Wrong(
        "Kinesis refuses access to stream " + stream + ": " + code + " " + e.statusCode(),
        "allow kinesis:ListShards and kinesis:PutRecords on the stream to this identity, and look at"
            + " its credentials");
  }
}
