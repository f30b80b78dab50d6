package dev.banyan.stream.testkit;

import static dev.banyan.stream.testkit.SamTemplate.list;
import static dev.banyan.stream.testkit.SamTemplate.map;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local in this JVM with the tables of the template, so that a layout in the code that the
 * template does not have fails the tests. One instance per JVM, started by the first who asks.
 */
public final class LocalTables {

  private static final LocalTables SHARED = new LocalTables();

  private final DynamoDbClient client;
  private final Map<String, List<String>> keys = new HashMap<>();

  private LocalTables() {
    try {
      String port = Integer.toString(freePort());
      DynamoDBProxyServer server =
          ServerRunner.createServerFromCommandLineArgs(
              new String[] {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", port});
      server.start();
      client =
          DynamoDbClient.builder()
              .httpClient(UrlConnectionHttpClient.create())
              .endpointOverride(URI.create("http://localhost:" + port))
              .region(Region.US_EAST_1)
              .credentialsProvider(
                  StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")))
              .build();
    } catch (Exception e) {
      throw new IllegalStateException("DynamoDB Local did not start", e);
    }
    SamTemplate.read().resources("AWS::DynamoDB::Table").values().forEach(this::create);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  public static DynamoDbClient client() {
    return SHARED.client;
  }

  /** Empties a table. */
  public static void clear(String table) {
    List<String> keys = SHARED.keys.get(table);
    for (var item : items(table)) {
      Map<String, AttributeValue> key = new HashMap<>(item);
      key.keySet().retainAll(keys);
      client().deleteItem(request -> request.tableName(table).key(key));
    }
  }

  /** Everything in a table. */
  public static List<Map<String, AttributeValue>> items(String table) {
    return client().scanPaginator(r -> r.tableName(table).consistentRead(true)).items().stream()
        .toList();
  }

  private void create(Map<String, Object> properties) {
    var request =
        CreateTableRequest.builder()
            .tableName((String) properties.get("TableName"))
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .keySchema(keySchema(properties))
            .attributeDefinitions(
                list(properties.get("AttributeDefinitions")).stream()
                    .map(
                        a ->
                            AttributeDefinition.builder()
                                .attributeName((String) map(a).get("AttributeName"))
                                .attributeType((String) map(a).get("AttributeType"))
                                .build())
                    .toList());
    if (properties.containsKey("GlobalSecondaryIndexes")) {
      request.globalSecondaryIndexes(indexes(list(properties.get("GlobalSecondaryIndexes"))));
    }
    CreateTableRequest table = request.build();
    client.createTable(table);
    keys.put(
        table.tableName(),
        table.keySchema().stream().map(KeySchemaElement::attributeName).toList());
  }

  private static List<GlobalSecondaryIndex> indexes(List<Object> nodes) {
    var indexes = new ArrayList<GlobalSecondaryIndex>();
    for (Object node : nodes) {
      String projection = (String) map(map(node).get("Projection")).get("ProjectionType");
      indexes.add(
          GlobalSecondaryIndex.builder()
              .indexName((String) map(node).get("IndexName"))
              .keySchema(keySchema(map(node)))
              .projection(p -> p.projectionType(projection))
              .build());
    }
    return indexes;
  }

  private static List<KeySchemaElement> keySchema(Map<String, Object> properties) {
    return list(properties.get("KeySchema")).stream()
        .map(
            k ->
                KeySchemaElement.builder()
                    .attributeName((String) map(k).get("AttributeName"))
                    .keyType((String) map(k).get("KeyType"))
                    .build())
        .toList();
  }
}
