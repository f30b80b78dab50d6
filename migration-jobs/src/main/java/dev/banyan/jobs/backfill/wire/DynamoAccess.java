package dev.banyan.jobs.backfill.wire;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointProvider;

/**
 * How to reach DynamoDB.
 *
 * @param credentials asked before every request; providers cache and refresh
 * @param patience how long a request is tried again while DynamoDB is away or refuses the
 *     credentials, before the job stops; throttling is waited out without end
 */
public record DynamoAccess(
    URI endpoint, String region, AwsCredentialsProvider credentials, Duration patience) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  public DynamoAccess {
    Objects.requireNonNull(endpoint, "endpoint");
    if (region.isBlank()) {
      throw new IllegalArgumentException("region must not be blank");
    }
  }

  /**
   * With the SDK's endpoint of a region, unless another is given.
   *
   * @param override for instance of DynamoDB Local; null for AWS
   */
  public static DynamoAccess of(
      Region region, @Nullable URI override, AwsCredentialsProvider credentials) {
    URI endpoint =
        override != null
            ? override
            : DynamoDbEndpointProvider.defaultProvider()
                .resolveEndpoint(parameters -> parameters.region(region))
                .join()
                .url();
    return new DynamoAccess(endpoint, region.id(), credentials, PATIENCE);
  }

  /** The same with another patience. */
  public DynamoAccess withPatience(Duration next) {
    return new DynamoAccess(endpoint, region, credentials, next);
  }
}
