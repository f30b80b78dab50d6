package dev.banyan.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
        .contains("fine   MongoDB at mongodb://")
        .contains("WRONG  deletes in collection orders would lack [customer]")
        .contains(
            "WRONG  Kinesis stream banyan-events does not exist", "aws kinesis create-stream");
  }

  @Test
  void check_ofACollectionThatIsNotThere_saysSo() throws Exception {
    assertThat(check(mongo.connectionString(), kinesis.endpoint().toString(), "ordres").text())
        .contains("WRONG  there is no collection shop.ordres");
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
