package dev.banyan.bench.proxy;

import dev.banyan.control.AuditEntry;
import dev.banyan.control.Capability;
import dev.banyan.control.ControlStore;
import dev.banyan.control.DynamoDbControlStore;
import dev.banyan.control.ReadStage;
import java.net.URI;
import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The control record that the proxy under test follows. */
final class Stages implements AutoCloseable {

  private final DynamoDbClient dynamoDb;
  private final ControlStore store;
  private final String capability;

  private Stages(DynamoDbClient dynamoDb, String capability) {
    this.dynamoDb = dynamoDb;
    this.store = new DynamoDbControlStore(dynamoDb, DynamoDbControlStore.TABLE);
    this.capability = capability;
  }

  /** Creates table and capability. */
  static Stages create(String endpoint, String capability) {
    DynamoDbClient client =
        DynamoDbClient.builder()
            .endpointOverride(URI.create(endpoint))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    client.createTable(
        table ->
            table
                .tableName(DynamoDbControlStore.TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("pk"), text("sk"))
                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
    Stages stages = new Stages(client, capability);
    stages.store.create(Capability.inLegacy(capability));
    return stages;
  }

  private static AttributeDefinition text(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  void set(ReadStage stage) {
    Capability next = store.capability(capability).orElseThrow().withReadStage(stage);
    store.replace(
        next,
        new AuditEntry(
            capability, next.revision(), Instant.now(), "benchmark", "" + stage, "benchmark"));
  }

  @Override
  public void close() {
    dynamoDb.close();
  }
}
