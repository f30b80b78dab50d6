package dev.banyan.stream;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Tells whether trying again can help. */
final class StoreFailure {

  private StoreFailure() {}

  /**
   * Whether the request itself is bad, so that it fails however often it is sent: too large, an
   * empty key, a wrong type. Throttling, 5xx, I/O, missing tables and missing rights are not the
   * record's fault: they block the shard until they are gone, and are seen in the lag.
   */
  static boolean isPermanent(Throwable failure) {
    if (!(failure instanceof AwsServiceException answer)) {
      return false;
    }
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null ? "" : String.valueOf(details.errorCode());
    return code.equals("ValidationException")
        || code.equals("ItemCollectionSizeLimitExceededException");
  }

  static boolean isThrottling(Throwable failure) {
    return failure instanceof SdkServiceException answer && answer.isThrottlingException();
  }

  /** One line that says what failed, without a stack trace. */
  static String describe(Throwable failure) {
    if (failure instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
      return answer.awsErrorDetails().errorCode() + ": " + answer.awsErrorDetails().errorMessage();
    }
    return failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}
