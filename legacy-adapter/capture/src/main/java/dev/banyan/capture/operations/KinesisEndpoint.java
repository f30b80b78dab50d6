package dev.banyan.capture.operations;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;

/** Points a client at another Kinesis than that of AWS. */
public final class KinesisEndpoint {

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private KinesisEndpoint() {}

  /** Whether it is an emulator on this machine: AWS itself is reached by TLS only. */
  public static boolean isStandIn(@Nullable URI endpoint) {
    return endpoint != null
        && "http".equalsIgnoreCase(endpoint.getScheme())
        && endpoint.getHost() != null
        && THIS_MACHINE.contains(endpoint.getHost());
  }

  /**
   * Sets the endpoint, if there is one. A stand-in takes any credentials, so none need be there: it
   * gets those of the environment or system properties, else made-up ones, and no profile or role
   * is looked for.
   */
  public static KinesisClientBuilder of(KinesisClientBuilder builder, @Nullable URI endpoint) {
    if (endpoint == null) {
      return builder;
    }
    builder.endpointOverride(endpoint);
    return isStandIn(endpoint) ? builder.credentialsProvider(anyCredentials()) : builder;
  }

  private static AwsCredentialsProviderChain anyCredentials() {
    return AwsCredentialsProviderChain.of(
        EnvironmentVariableCredentialsProvider.create(),
        SystemPropertyCredentialsProvider.create(),
        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
  }
}
