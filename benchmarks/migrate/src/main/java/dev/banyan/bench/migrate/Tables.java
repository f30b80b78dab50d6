package dev.banyan.bench.migrate;

import java.net.URI;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The SDK's client and the writes that the peers make. */
final class Tables {

  static final int BATCH = 25;
  static final int THREADS = 16;
  static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan"));

  private Tables() {}

  /** The synchronous client that the SDK takes unless told otherwise. */
  static DynamoDbClient client(String endpoint) {
    return DynamoDbClient.builder()
        .endpointOverride(URI.create(endpoint))
        .region(Region.US_EAST_1)
        .credentialsProvider(CREDENTIALS)
        .httpClientBuilder(ApacheHttpClient.builder().maxConnections(2 * THREADS))
        .build();
  }

  static void create(DynamoDbClient client, String table) {
    client.createTable(
        request ->
            request
                .tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("pk")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(
                    KeySchemaElement.builder().attributeName("pk").keyType(KeyType.HASH).build()));
  }

  /** Writes a batch, and again what was not processed. */
  static void batchWrite(
      DynamoDbClient client, String table, List<Map<String, AttributeValue>> items) {
    Map<String, List<WriteRequest>> open =
        Map.of(
            table,
            items.stream()
                .map(item -> PutRequest.builder().item(item).build())
                .map(put -> WriteRequest.builder().putRequest(put).build())
                .toList());
    while (!open.isEmpty()) {
      Map<String, List<WriteRequest>> batch = open;
      open = client.batchWriteItem(request -> request.requestItems(batch)).unprocessedItems();
    }
  }

  static void conditionalPut(
      DynamoDbClient client, String table, Map<String, AttributeValue> item) {
    client.putItem(
        put -> put.tableName(table).item(item).conditionExpression("attribute_not_exists(pk)"));
  }
}
