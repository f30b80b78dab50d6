package dev.banyan.spring;

import dev.banyan.events.claim.S3ClaimChecks;
import dev.banyan.publisher.S3ClaimCheckedEvents;
import dev.banyan.publisher.UnsendableEvents;
import dev.banyan.spring.keys.BanyanPropertiesException;
import org.springframework.util.ClassUtils;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Claim checks in the bucket that the properties name. What S3 does not take becomes a dead letter.
 */
final class ClaimCheckStore {

  private static final String CLIENT = "software.amazon.awssdk.services.s3.S3Client";

  private ClaimCheckStore() {}

  static UnsendableEvents of(String bucket, CaptureProperties properties) {
    return of(bucket, properties, ClassUtils.isPresent(CLIENT, null));
  }

  static UnsendableEvents of(String bucket, CaptureProperties properties, boolean hasClient) {
    if (!hasClient) {
      throw new BanyanPropertiesException(
          "banyan.capture.claim-check-bucket needs the S3 client: add the dependency"
              + " software.amazon.awssdk:s3, in the version of software.amazon.awssdk:kinesis");
    }
    return InS3.of(bucket, properties);
  }

  /** Loaded only where the client is there. */
  private static final class InS3 {

    static UnsendableEvents of(String bucket, CaptureProperties properties) {
      S3Client s3 =
          S3Client.builder()
              .region(KinesisClients.region(properties))
              .httpClientBuilder(UrlConnectionHttpClient.builder())
              .build();
      return new S3ClaimCheckedEvents(
          new S3ClaimChecks(s3, bucket, properties.claimCheckPrefix()), UnsendableEvents.TO_CALLER);
    }
  }
}
