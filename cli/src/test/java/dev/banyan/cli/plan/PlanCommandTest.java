package dev.banyan.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.cli.CommandRun;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code banyan plan} over a dump, and what it says of bad input. */
final class PlanCommandTest {

  @TempDir private Path folder;

  private Path dump;

  @BeforeEach
  void dump() throws Exception {
    dump = Files.createDirectories(folder.resolve("dump/shop"));
    try (OutputStream out = Files.newOutputStream(dump.resolve("orders.bson"))) {
      for (int i = 0; i < 50; i++) {
        BsonDocument order =
            new BsonDocument("_id", new BsonString("o" + i))
                .append("kind", new BsonString("all"))
                .append("total", new BsonInt32(i));
        RawBsonDocument raw = new RawBsonDocument(order, new BsonDocumentCodec());
        out.write(raw.getByteBuffer().array(), 0, raw.getByteBuffer().limit());
      }
    }
  }

  private CommandRun plan(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "plan";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandRun.of(all);
  }

  private void refused(CommandRun run, String... parts) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(parts).doesNotContain("\tat ");
  }

  private Path proposed() {
    Path file = folder.resolve("orders.yaml");
    CommandRun run =
        plan("init", "--collection", "orders", "--from-dump", dump.toString(), "--out", file + "");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return file;
  }

  @Test
  void init_writesAMappingThatPlanReadsAndTheSchemaBesideIt() throws Exception {
    Path file = proposed();

    CommandRun run = plan("--mapping", file + "", "--from-dump", dump + "");

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out()).contains("Plan for orders: 50 of 50 documents");
    assertThat(Files.readString(file)).startsWith("# yaml-language-server: $schema=");
    assertThat(new ObjectMapper().readTree(folder.resolve("mapping.schema.json").toFile()))
        .isNotEmpty();
  }

  @Test
  void init_leavesAFileAsItIsUnlessForced() throws Exception {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "mine");
    String[] args = {
      "init", "--collection", "orders", "--from-dump", dump + "", "--out", file.toString()
    };

    refused(plan(args), "mine.yaml", "--force");
    assertThat(file).hasContent("mine");

    String[] forced = java.util.Arrays.copyOf(args, args.length + 1);
    forced[args.length] = "--force";
    assertThat(plan(forced).exitCode()).isZero();
    assertThat(Files.readString(file)).contains("collection: \"orders\"");
  }

  @Test
  void plan_inJsonHasAPlanForEachCollection() throws Exception {
    CommandRun run =
        plan(
            "--mapping",
            proposed() + "",
            "--from-dump",
            dump.getParent() + "",
            "--database",
            "shop",
            "--output",
            "json",
            "--report",
            folder.resolve("r.json") + "");

    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.at("/plans/0/collection").asText()).isEqualTo("orders");
    assertThat(json.at("/plans/0/sampled").asInt()).isEqualTo(50);
    assertThat(new ObjectMapper().readTree(folder.resolve("r.json").toFile())).isEqualTo(json);
  }

  @Test
  void plan_endsWithOneIfKeysCollide() throws Exception {
    Path file = proposed();
    Files.writeString(file, Files.readString(file).replace("{_id:string}", "{kind:string}"));

    CommandRun run = plan("--mapping", file + "", "--from-dump", dump + "");

    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).contains("keys collide");
  }

  @Test
  void plan_withoutAMappingSaysHowToGetOne() {
    refused(plan(), "--mapping FILE", "banyan plan init");
  }

  @Test
  void plan_withoutASourceNamesBoth() {
    refused(
        plan("--mapping", proposed() + "", "--mongo-uri", ""), "BANYAN_MONGODB_URI", "--from-dump");
  }

  @Test
  void plan_namesAMappingThatIsNotThere() {
    refused(plan("--mapping", folder.resolve("no.yaml") + ""), "no.yaml");
  }

  @Test
  void plan_namesThePlaceOfAMistakeInTheMapping() throws Exception {
    Path file = Files.writeString(folder.resolve("m.yaml"), "collection: orders\ntabel: orders\n");

    refused(plan("--mapping", file + "", "--from-dump", dump + ""), "m.yaml:2:", "'table'");
  }

  @Test
  void plan_namesACollectionThatTheDumpLacks() {
    refused(
        plan("init", "--collection", "customers", "--from-dump", dump + ""),
        "'customers'",
        "it has: orders");
  }

  @Test
  void plan_namesADumpThatIsNoFolder() {
    refused(
        plan("init", "--collection", "x", "--from-dump", folder.resolve("none") + ""),
        "none",
        "mongodump");
  }

  @Test
  void plan_namesTheDocumentAtWhichADumpIsCut() throws Exception {
    byte[] whole = Files.readAllBytes(dump.resolve("orders.bson"));
    Path mapping = proposed();
    Files.write(dump.resolve("orders.bson"), java.util.Arrays.copyOf(whole, whole.length - 3));

    refused(
        plan("--mapping", mapping + "", "--from-dump", dump + ""),
        "orders.bson",
        "byte",
        "is truncated");
  }

  @Test
  void plan_refusesARateAndASampleThatAreNone() {
    Path mapping = proposed();

    refused(plan("--mapping", mapping + "", "--rate", "0"), "--rate");
    refused(plan("--mapping", mapping + "", "--sample", "0", "--from-dump", "x"), "--sample");
  }

  @Test
  void plan_doesNotRepeatThePasswordOfAMalformedConnectionString() {
    CommandRun run =
        plan("init", "--collection", "x", "--mongo-uri", "mongodb://u:hunter/2@host:27017");

    refused(run, "--mongo-uri", "%2F");
    assertThat(run.err()).doesNotContain("hunter");
  }

  @Test
  void plan_asksForADatabaseThatNothingNames() {
    refused(plan("init", "--collection", "x", "--mongo-uri", "mongodb://h:1"), "--database");
  }
}
