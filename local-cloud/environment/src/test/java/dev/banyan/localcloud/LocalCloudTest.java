package dev.banyan.localcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class LocalCloudTest {

  private static final Path TEMPLATE = Path.of("src/test/resources/stores-only.yaml");

  @TempDir private Path folder;

  @Test
  void start_answersOrdinaryClientsOfAllStores() {
    try (LocalCloud cloud = LocalCloud.start(LocalCloudConfig.defaults());
        var mongo = Clients.mongo(cloud.mongoUri());
        var dynamodb = Clients.dynamodb(cloud.dynamodb());
        var kinesis = Clients.kinesis(cloud.kinesis());
        var sqs = Clients.sqs(cloud.sqs())) {
      mongo.getDatabase("social").getCollection("users").insertOne(new Document("_id", "ann"));

      assertThat(mongo.getDatabase("social").getCollection("users").countDocuments()).isOne();
      assertThat(dynamodb.listTables().tableNames()).isEmpty();
      assertThat(kinesis.listStreams().streamNames()).isEmpty();
      assertThat(sqs.listQueues().queueUrls()).isEmpty();
      assertThat(cloud.httpApi()).isEmpty();
    }
  }

  @Test
  void start_createsWhatTheTemplateDeclares() {
    Functions functions =
        new Functions(
            TEMPLATE,
            List.of(),
            Map.of("TableName", "items", "StreamName", "events"),
            folder,
            Set.of());
    LocalCloudConfig config = new LocalCloudConfig(Ports.any(), functions, null, null);

    try (LocalCloud cloud = LocalCloud.start(config);
        var dynamodb = Clients.dynamodb(cloud.dynamodb());
        var kinesis = Clients.kinesis(cloud.kinesis())) {
      assertThat(dynamodb.listTables().tableNames()).containsExactly("items");
      assertThat(kinesis.listShards(r -> r.streamName("events")).shards()).hasSize(2);
      assertThat(cloud.httpApi()).isPresent();
    }
  }

  @Test
  void start_usesExternalStoresInstead() {
    try (LocalCloud external = LocalCloud.start(LocalCloudConfig.defaults());
        LocalCloud cloud =
            LocalCloud.start(
                new LocalCloudConfig(
                    Ports.any(), null, external.mongoUri(), URI.create("http://127.0.0.1:9")))) {
      assertThat(cloud.mongoUri()).isEqualTo(external.mongoUri());
      assertThat(cloud.dynamodb()).isEqualTo(URI.create("http://127.0.0.1:9"));
      assertThat(cloud.sqs()).isEqualTo(cloud.kinesis()).isEqualTo(cloud.dynamodb());
    }
  }

  @Test
  void start_namesEveryTakenPortAndItsOption() throws Exception {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0)) {
      Ports ports = new Ports(one.getLocalPort(), 0, 0, other.getLocalPort(), 0, 0);
      LocalCloudConfig config = new LocalCloudConfig(ports, null, null, null);

      assertThatThrownBy(() -> LocalCloud.start(config).close())
          .isInstanceOf(PortsTakenException.class)
          .hasMessageContaining("port " + one.getLocalPort() + " is in use")
          .hasMessageContaining("--mongo-port")
          .hasMessageContaining("--sqs-port");
    }
  }

  @Test
  void start_ignoresTakenPortsOfPartsThatAreExternal() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports = new Ports(taken.getLocalPort(), 0, 0, 0, taken.getLocalPort(), 0);
      LocalCloudConfig config = new LocalCloudConfig(ports, null, "mongodb://127.0.0.1:9", null);

      try (LocalCloud cloud = LocalCloud.start(config)) {
        assertThat(cloud.mongoUri()).isEqualTo("mongodb://127.0.0.1:9");
      }
    }
  }

  @Test
  void close_freesThePortsAndMayBeCalledTwice() throws Exception {
    LocalCloud cloud = LocalCloud.start(LocalCloudConfig.defaults());
    List<URI> endpoints = List.of(cloud.dynamodb(), cloud.kinesis(), cloud.sqs());

    cloud.close();
    cloud.close();

    for (URI endpoint : endpoints) {
      new ServerSocket(endpoint.getPort(), 1, InetAddress.getLoopbackAddress()).close();
    }
  }

  @Test
  void start_leavesNothingBehindWhenTheTemplateIsBad() {
    Functions functions =
        new Functions(folder.resolve("none.yaml"), List.of(), Map.of(), folder, Set.of());
    LocalCloudConfig config = new LocalCloudConfig(Ports.any(), functions, null, null);
    int before = threadsOfStores();

    assertThatThrownBy(() -> LocalCloud.start(config).close()).hasMessageContaining("none.yaml");

    assertThat(threadsOfStores()).isLessThanOrEqualTo(before);
  }

  private static int threadsOfStores() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.isAlive() && thread.getName().startsWith("dynamodb"))
            .count();
  }

  @Test
  void config_doesNotShowSecrets() {
    Functions functions =
        new Functions(TEMPLATE, List.of(), Map.of("Secret", "hush"), folder, Set.of());
    LocalCloudConfig config =
        new LocalCloudConfig(Ports.any(), functions, "mongodb://u:hush@host", null);

    assertThat(config.toString()).contains("Secret").doesNotContain("hush");
  }
}
