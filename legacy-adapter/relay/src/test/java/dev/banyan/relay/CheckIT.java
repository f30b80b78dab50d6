package dev.banyan.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.sun.net.httpserver.HttpServer;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code --check} says of an environment. */
final class CheckIT {

  private static EmbeddedMongo mongo;
  private static LocalKinesis kinesis;
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "local");
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    kinesis = LocalKinesis.start(KinesisConfig.defaults().withPort(0));
    try (MongoClient client = MongoClients.create(mongo.connectionString())) {
      client.getDatabase("shop").createCollection("orders");
    }
  }

  @AfterAll
  static void stop() {
    kinesis.close();
    mongo.close();
  }

  private record Result(int code, String text) {}

  private Result check(String uri, String endpoint, String collection) throws Exception {
    Files.writeString(
        folder.resolve("mapping.yaml"),
        "capabilities: {orders: {collections: {"
            + collection
            + ": {event: order, key: customer, fields: {id: _id}}}}}\n");
    Path config =
        Files.writeString(
            folder.resolve("relay.yaml"),
            "mongodb: {uri: '%s', database: shop}\nkinesis: {region: us-east-1, endpoint: '%s'}\n"
                    .formatted(uri, endpoint)
                + "mapping: mapping.yaml\n");
    return check(config);
  }

  private static Result check(Path config) {
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new RelayCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute("--config", config.toString(), "--check");
    return new Result(code, out.toString());
  }

  @Test
  void check_namesEverythingThatHasToBeChanged() throws Exception {
    Result result = check(mongo.connectionString(), kinesis.endpoint().toString(), "orders");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.text())
        .contains("WRONG  Deletes in collection 'orders' cannot be published: [customer] would be")
        .contains(
            "WRONG  Kinesis stream banyan-events does not exist", "aws kinesis create-stream");
  }

  @Test
  void check_ofACollectionThatIsNotThere_saysSo() throws Exception {
    assertThat(check(mongo.connectionString(), kinesis.endpoint().toString(), "ordres").text())
        .contains(
            "WRONG  The mapping cannot work: collection 'ordres' does not exist in database 'shop'",
            "did you mean 'orders'",
            "optional: true");
  }

  @Test
  void check_ofFields_namesThoseThatNoDocumentHas() throws Exception {
    try (MongoClient client = MongoClients.create(mongo.connectionString())) {
      client.getDatabase("shop").getCollection("carts").insertOne(new Document("custmer", "c-1"));
    }

    Result result = check(mongo.connectionString(), kinesis.endpoint().toString(), "carts");

    assertThat(result.text())
        .contains("has the field 'customer'; did you mean 'custmer'")
        .contains("WRONG  Deletes in collection 'carts'")
        .contains("WRONG  Kinesis stream banyan-events does not exist");
  }

  @Test
  void check_ofAStreamThatDeniesAccess_namesTheRights() throws Exception {
    HttpServer denying = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    denying.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("x-amzn-ErrorType", "AccessDeniedException");
          exchange.sendResponseHeaders(400, -1);
          exchange.close();
        });
    denying.start();
    try {
      String endpoint = "http://127.0.0.1:" + denying.getAddress().getPort();
      assertThat(check(mongo.connectionString(), endpoint, "orders").text())
          .contains(
              "WRONG  Kinesis refuses access to stream banyan-events: AccessDeniedException",
              "allow kinesis:ListShards and kinesis:PutRecords");
    } finally {
      denying.stop(0);
    }
  }

  @Test
  void check_ofBothFiles_namesAllThatIsWrongInThemAtOnce() throws Exception {
    Files.writeString(
        folder.resolve("mapping.yaml"),
        "capabilities: {orders: {collections: {orders: {evnt: order, fields: {id: _id}}}}}\n");
    Path config =
        Files.writeString(
            folder.resolve("relay.yaml"),
            "mongodb: {uri: '%s', database: shop}\nkinesis: {straem: x}\npre-images: maybe\n"
                    .formatted(mongo.connectionString())
                + "mapping: mapping.yaml\n");

    assertThat(check(config).text())
        .contains("relay.yaml:2:11: unknown key 'kinesis.straem'", "relay.yaml:3:13: pre-images")
        .contains("mapping.yaml:1:", "'evnt'", "did you mean 'event'");
  }

  @Test
  void check_withNobodyThere_saysWhere() throws Exception {
    Result result =
        check(
            "mongodb://u:secret@127.0.0.1:1/?serverSelectionTimeoutMS=300",
            "http://127.0.0.1:1",
            "orders");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.text())
        .contains("MongoDB at mongodb://***@127.0.0.1:1/", "does not answer")
        .contains("Kinesis cannot be asked")
        .doesNotContain("secret");
  }

  @Test
  void help_teaches() {
    assertThat(new CommandLine(new RelayCommand()).getUsageMessage())
        .contains("--check", "relay.yaml", "capabilities:", "BANYAN_MONGODB_URI", "/metrics");
  }
}
