package dev.banyan.localcloud;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Ordinary clients with an endpoint. */
final class Clients {

  private Clients() {}

  static MongoClient mongo(String uri) {
    return MongoClients.create(uri);
  }

  static DynamoDbClient dynamodb(URI endpoint) {
    return local(DynamoDbClient.builder(), endpoint).build();
  }

  static KinesisClient kinesis(URI endpoint) {
    return local(KinesisClient.builder(), endpoint).build();
  }

  static SqsClient sqs(URI endpoint) {
    return local(SqsClient.builder(), endpoint).build();
  }

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B local(
      B builder, URI endpoint) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")))
        .httpClientBuilder(UrlConnectionHttpClient.builder());
  }
}
