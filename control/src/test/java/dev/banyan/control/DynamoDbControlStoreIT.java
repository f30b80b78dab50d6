package dev.banyan.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

final class DynamoDbControlStoreIT extends ControlStoreContract {

  private static final AtomicInteger TABLES = new AtomicInteger();
  private static DynamoDBProxyServer server;
  private static DynamoDbClient dynamoDb;

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    server =
        ServerRunner.createServerFromCommandLineArgs(
            new String[] {
              "-inMemory", "-sharedDb", "-disableTelemetry", "-port", Integer.toString(port)
            });
    server.start();
    dynamoDb =
        DynamoDbClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + port))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
  }

  @AfterAll
  static void stop() throws Exception {
    dynamoDb.close();
    server.stop();
  }

  @Override
  ControlStore store() {
    String table = "control-" + TABLES.incrementAndGet();
    assertThat(ControlTable.create(dynamoDb, table)).isTrue();
    return new DynamoDbControlStore(dynamoDb, table);
  }

  @Test
  void create_ofATableThatIsThere_leavesItAlone() {
    ControlStore store = store();
    store.create(Capability.inLegacy("feed"));

    assertThat(ControlTable.create(dynamoDb, "control-" + TABLES.get())).isFalse();

    assertThat(store.capabilities()).hasSize(1);
  }

  @Test
  void anyCall_saysWhichTableCannotBeUsed() {
    ControlStore store = new DynamoDbControlStore(dynamoDb, "no-such-table");

    assertThatThrownBy(store::capabilities)
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("no-such-table does not exist")
        .hasMessageContaining("--create-table");
  }

  @Test
  void newerRecord_isKeptApartAndNeverReplaced() {
    ControlStore store = store();
    String table = "control-" + TABLES.get();
    store.create(Capability.inLegacy("feed"));
    Capability present = store.create(Capability.inLegacy("relationships"));
    Map<String, AttributeValue> newer = new HashMap<>(ControlItems.of(present));
    newer.put("schema", AttributeValue.fromN("2"));
    dynamoDb.putItem(put -> put.tableName(table).item(newer));

    assertThat(store.snapshot().capabilities())
        .extracting(Capability::name)
        .containsExactly("feed");
    assertThat(store.snapshot().unreadable().get("relationships"))
        .contains("schema 2")
        .contains("install a newer version");
    Capability next = present.withReadStage(ReadStage.SHADOW);
    AuditEntry entry =
        new AuditEntry(next.name(), next.revision(), Instant.EPOCH, "test", "change", "");
    assertThat(store.replace(next, entry)).isFalse();
  }
}
