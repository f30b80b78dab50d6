package dev.banyan.cli.stack;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** How clients of a local run reach its stores. The stand-ins accept any credentials. */
public final class Credentials {

  /** Region and credentials as every AWS SDK reads them. */
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "AWS_REGION", "us-east-1",
          "AWS_ACCESS_KEY_ID", "banyan",
          "AWS_SECRET_ACCESS_KEY", "banyan");

  /** What a stand-in takes as well as any other. */
  static final AwsCredentialsProvider ANY =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan"));

  private Credentials() {}

  /** Everything an SDK needs in a child's environment. */
  static Map<String, String> environment(Endpoints endpoints) {
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", endpoints.dynamoDb().toString());
    environment.put("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", endpoints.dynamoDb().toString());
    environment.put("AWS_ENDPOINT_URL_KINESIS", endpoints.kinesis().toString());
    environment.put("AWS_ENDPOINT_URL_SQS", endpoints.sqs().toString());
    return environment;
  }

  /** For clients that are made elsewhere. */
  public static AwsCredentialsProvider provider() {
    return ANY;
  }

  /** A DynamoDB client for this process; the caller closes it. */
  public static DynamoDbClient dynamoDb(Endpoints endpoints) {
    return DynamoDbClient.builder()
        .endpointOverride(endpoints.dynamoDb())
        .region(Region.US_EAST_1)
        .credentialsProvider(ANY)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** A Kinesis client for this process; the caller closes it. */
  public static KinesisClient kinesis(URI endpoint) {
    return KinesisClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(ANY)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
