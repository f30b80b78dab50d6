package dev.banyan.publisher;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** Says what a refusal of Kinesis means and what to do about it. */
final class StreamRefusal {

  private StreamRefusal() {}

  static String explain(String stream, AwsServiceException e) {
    String start = "stream '" + stream + "': ";
    if (e instanceof ResourceNotFoundException) {
      return start
          + "it does not exist in this region and account; create it (aws kinesis create-stream"
          + " --stream-name "
          + stream
          + "), or correct the stream's name, the region or the endpoint";
    }
    String code = code(e);
    if (code.contains("AccessDenied") || e.statusCode() == 403) {
      return start
          + "access is denied ("
          + code
          + "); allow kinesis:PutRecords and kinesis:ListShards on the stream's ARN to this role,"
          + " and kms:GenerateDataKey where the stream is encrypted with a key of yours";
    }
    if (code.contains("Token") || code.contains("Credential") || code.contains("Signature")) {
      return start
          + "the credentials are not accepted ("
          + code
          + "); renew them and look at this host's clock";
    }
    return start + "Kinesis refuses requests (" + code + "): " + message(e);
  }

  /** The SDK has no type for it: its chain of providers ends with this message. */
  static boolean lacksCredentials(SdkClientException e) {
    return String.valueOf(e.getMessage()).startsWith("Unable to load credentials");
  }

  static String noCredentials(String stream, SdkClientException e) {
    return "stream '"
        + stream
        + "': no AWS credentials were found; give this process a role, a profile or"
        + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. The SDK says: "
        + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static String code(AwsServiceException e) {
    if (e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null) {
      return e.getClass().getSimpleName();
    }
    return e.awsErrorDetails().errorCode();
  }

  private static String message(AwsServiceException e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorMessage() == null
        ? String.valueOf(e.getMessage())
        : e.awsErrorDetails().errorMessage();
  }
}
