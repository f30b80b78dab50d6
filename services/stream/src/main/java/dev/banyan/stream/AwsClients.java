package dev.banyan.stream;

import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The clients of a function, built once in its initialiser. Region, credentials and, locally, the
 * endpoints come from the environment by the SDK's own rules.
 */
public final class AwsClients {

  private AwsClients() {}

  public static DynamoDbClient dynamoDb() {
    return DynamoDbClient.builder().httpClient(http()).build();
  }

  /** Only where claim checks are read: its classes cost a start some time. */
  static S3Client s3() {
    return S3Client.builder().httpClient(http()).build();
  }

  /** The smallest client there is: little memory, fast to start, enough for a few threads. */
  public static SdkHttpClient http() {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(Duration.ofSeconds(2))
        .socketTimeout(Duration.ofSeconds(10))
        .build();
  }
}
