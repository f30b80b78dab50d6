package dev.banyan.cli.stack;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * AWS as the environment describes it, by the SDK's own chains, with what to do where it does not.
 * See <a href="https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html">
 * credential providers</a>.
 */
public final class AwsAccess {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.[0-9.]+|\\[::1\\]", Pattern.CASE_INSENSITIVE);

  /** Without those that ask the network, as an instance's metadata service. */
  private static final List<AwsCredentialsProvider> NEARBY =
      List.of(
          SystemPropertyCredentialsProvider.create(),
          EnvironmentVariableCredentialsProvider.create(),
          Credentials.ANY);

  private AwsAccess() {}

  /**
   * @throws IllegalArgumentException if there are none
   */
  @SuppressWarnings("UnusedException") // its message lists the SDK's classes
  public static AwsCredentialsProvider credentials() {
    AwsCredentialsProvider provider = DefaultCredentialsProvider.builder().build();
    try {
      provider.resolveCredentials();
      return provider;
    } catch (SdkClientException e) {
      throw new IllegalArgumentException(
          "there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
              + " AWS_PROFILE");
    }
  }

  /**
   * @throws IllegalArgumentException if there is none
   */
  @SuppressWarnings("UnusedException") // its message lists the SDK's classes
  public static Region region() {
    try {
      return new DefaultAwsRegionProviderChain().getRegion();
    } catch (SdkClientException e) {
      throw new IllegalArgumentException("there is no AWS region: set AWS_REGION");
    }
  }

  /**
   * A client for this process; the caller closes it.
   *
   * @param endpoint of an emulator; null for the SDK's own. One on this machine is asked with
   *     region us-east-1 and made-up credentials where the environment names none
   */
  public static DynamoDbClient dynamoDb(@Nullable URI endpoint) {
    boolean here = endpoint != null && LOOPBACK.matcher(endpoint.getHost()).matches();
    DynamoDbClientBuilder client =
        DynamoDbClient.builder()
            .region(here ? named().orElse(Region.US_EAST_1) : region())
            .credentialsProvider(
                here
                    ? AwsCredentialsProviderChain.builder().credentialsProviders(NEARBY).build()
                    : credentials())
            .httpClient(UrlConnectionHttpClient.create());
    return (endpoint == null ? client : client.endpointOverride(endpoint)).build();
  }

  private static Optional<Region> named() {
    String name = System.getProperty("aws.region", System.getenv("AWS_REGION"));
    return Optional.ofNullable(name).map(Region::of);
  }
}
