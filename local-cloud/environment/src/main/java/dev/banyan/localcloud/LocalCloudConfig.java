package dev.banyan.localcloud;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What to start.
 *
 * @param functions to run, or null for none
 * @param mongoUri of a MongoDB to use instead of the embedded one, or null; may hold a password
 * @param awsEndpoint that answers for DynamoDB, Kinesis and SQS instead of the embedded ones, or
 *     null
 */
public record LocalCloudConfig(
    Ports ports,
    @Nullable Functions functions,
    @Nullable String mongoUri,
    @Nullable URI awsEndpoint) {

  /** The stores, on any ports. */
  public static LocalCloudConfig defaults() {
    return new LocalCloudConfig(Ports.any(), null, null, null);
  }

  /** Without the URI of MongoDB. */
  @Override
  public String toString() {
    return "LocalCloudConfig[" + ports + ", " + functions + ", " + awsEndpoint + "]";
  }
}
