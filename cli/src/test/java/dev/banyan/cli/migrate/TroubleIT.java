package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.Await;
import dev.banyan.cli.CommandRun;
import dev.banyan.jobs.throttle.ControlFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What an operator sees when something is wrong, and that the next start goes on. */
@Timeout(120)
final class TroubleIT {

  private static final int DOCUMENTS = 1_500;

  /** Documents a second: what is to hit a run finds it at work, on a busy machine too. */
  private static final double SLOW = 150;

  @TempDir static Path directory;
  private static final AwsProperties AWS = new AwsProperties();
  private static KilledBackfill sides;
  private static DynamoDbClient dynamoDb;

  private Path state = directory.resolve(".banyan");
  private String table = "";

  @BeforeAll
  static void start() throws Exception {
    sides = new KilledBackfill(directory, "orders", List.of());
    dynamoDb =
        DynamoDbClient.builder()
            .endpointOverride(sides.dynamoDb())
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    List<Document> orders = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      orders.add(new Document("_id", i).append("customer", "c" + i % 97));
    }
    sides.database().getCollection("orders").insertMany(orders);
  }

  @AfterAll
  static void stop() throws Exception {
    dynamoDb.close();
    sides.close();
    AWS.close();
  }

  /** A table and a job for each. */
  @BeforeEach
  void mapping() throws Exception {
    table = "t" + System.nanoTime();
    sides.mapping(
        "collection: orders\ntable: %s\npartition: \"{customer}\"\nsort: \"{_id:int32}\"\n"
            .formatted(table));
  }

  private CommandRun run(String... more) {
    return run(sides.dynamoDb(), more);
  }

  private CommandRun run(URI endpoint, String... more) {
    List<String> all = new ArrayList<>(List.of("backfill", "--output", "json"));
    all.addAll(sides.options(endpoint, state, table));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(new String[0]));
  }

  private void rate(double rate) {
    try {
      Path job = Files.createDirectories(state.resolve("jobs").resolve(table));
      new ControlFile(job).write(new ControlFile.Wish(false, rate));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private long items() {
    return dynamoDb.scanPaginator(s -> s.tableName(table)).items().stream().count();
  }

  private boolean isUnderWay() {
    return dynamoDb.listTables().tableNames().contains(table) && items() > 50;
  }

  private static void assertRefused(CommandRun run, int code, String... parts) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).contains(parts).doesNotContain("\tat ");
    assertThat(run.err().lines()).as("one line").hasSize(1);
  }

  @Test
  void collectionThatDoesNotExist_isNamed() throws Exception {
    sides.mapping("collection: oders\ntable: %s\npartition: \"{_id:int32}\"\n".formatted(table));

    assertRefused(
        run("--create-tables"), 1, "there is no collection 'oders'", "orders", "--database");
  }

  @Test
  void tableWithAnotherKey_isRefused() {
    assertThat(run("--create-tables").exitCode()).isZero();
    String first = table;
    table = table + "again";

    assertRefused(
        mapped("collection: orders\ntable: %s\npartition: \"{_id:int32}\"\n".formatted(first)),
        1,
        "has the key (customer S, _id S)",
        "the mapping makes (_id S)");
  }

  private CommandRun mapped(String yaml) {
    try {
      sides.mapping(yaml);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return run();
  }

  @Test
  void tableDeletedMidRun_stopsTheJob_andIsNotTakenForTheNextOfItsName() throws Exception {
    rate(SLOW);
    CompletableFuture<CommandRun> running =
        CompletableFuture.supplyAsync(() -> run("--create-tables"));
    Await.until("items", this::isUnderWay);
    dynamoDb.deleteTable(d -> d.tableName(table));
    assertRefused(running.get(60, TimeUnit.SECONDS), 1, table);
    rate(0);

    assertRefused(run("--create-tables"), 1, "which is not there", "--restart");

    assertThat(run("--create-tables", "--restart").exitCode()).isZero();
    assertThat(items()).isEqualTo(DOCUMENTS);
  }

  /** A file system of 256 KB, where this process may mount one. */
  @Test
  void diskFullForState_isSaid_andTheNextStartGoesOn() throws Exception {
    Path small = Files.createDirectories(directory.resolve("small"));
    Assumptions.assumeTrue(
        isDone("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString()),
        "no right to mount a small file system: a full disk cannot be tried");
    try {
      state = small;
      rate(SLOW);
      CompletableFuture<CommandRun> running =
          CompletableFuture.supplyAsync(
              () -> run("--create-tables", "--job-repository", "files", "--page", "4000"));
      Await.until("items", this::isUnderWay);
      fill(small.resolve("filler"));
      assertRefused(running.get(60, TimeUnit.SECONDS), 1, small.toString(), "No space left");

      Files.delete(small.resolve("filler"));
      rate(0);
      CommandRun next = run("--job-repository", "files", "--page", "4000");

      assertThat(next.exitCode()).as(next.err()).isZero();
      assertThat(next.out()).contains("\"documents\":" + DOCUMENTS);
      assertThat(items()).isEqualTo(DOCUMENTS);
    } finally {
      isDone("umount", small.toString());
    }
  }

  private static boolean isDone(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[1_024]);
      }
    } catch (IOException e) {
      // full
    }
  }
}
