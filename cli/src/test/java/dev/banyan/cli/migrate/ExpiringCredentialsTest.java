package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.Await;
import dev.banyan.cli.CommandRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that expire while documents are copied, and those that are renewed in time. */
@Timeout(120)
final class ExpiringCredentialsTest {

  private static final int COUNT = 12_000;
  private static final String SECRET = "wJalrXUtnFEMI";
  private static final String TOKEN = "IQoJb3JpZ2luX2Vj";
  private static final List<String> PROPERTIES =
      List.of(
          "aws.accessKeyId",
          "aws.secretAccessKey",
          "aws.sessionToken",
          "aws.region",
          "aws.sharedCredentialsFile",
          "aws.configFile",
          "aws.profile");

  @TempDir Path directory;
  private final Map<String, String> before = new TreeMap<>();
  private FakeDynamo dynamo;

  @BeforeEach
  void start() throws Exception {
    PROPERTIES.forEach(name -> before.put(name, Objects.toString(System.clearProperty(name), "")));
    System.setProperty("aws.region", "eu-west-1");
    dynamo = new FakeDynamo();
    Dump.write(directory.resolve("dump"), "docs", COUNT);
    Files.writeString(
        directory.resolve("m.yaml"),
        "collection: docs\ntable: docs\npartition: {attribute: pk, value: \"{_id}\"}\n");
  }

  @AfterEach
  void stop() {
    dynamo.close();
    before.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  private CommandRun run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("--aws-endpoint", dynamo.endpoint().toString(), "--output", "json"));
    all.addAll(List.of(more));
    return Dump.backfill(directory, all.toArray(new String[0]));
  }

  private static void properties(String accessKey) {
    System.setProperty("aws.accessKeyId", accessKey);
    System.setProperty("aws.secretAccessKey", SECRET + accessKey);
    System.setProperty("aws.sessionToken", TOKEN + accessKey);
  }

  @Test
  void expired_stopTheJobAndSaySo_andTheNextStartGoesOn() {
    properties("AKIDOLD");
    dynamo.expire("AKIDOLD", 450);

    CommandRun first = run("--patience", "300ms");

    assertThat(first.exitCode()).as(first.err()).isEqualTo(1);
    assertThat(first.err())
        .contains("the credentials are refused (ExpiredTokenException: The security token")
        .contains("run the same command: it goes on from its checkpoints")
        .doesNotContain("\tat ");
    assertThat(first.err().lines()).as("one line").hasSize(1);
    assertThat(dynamo.inserted()).isBetween(1, COUNT - 1);
    int writes = dynamo.writes();

    CommandRun again = run("--patience", "300ms");
    assertThat(again.exitCode()).as("still the old ones").isEqualTo(1);
    assertThat(again.err())
        .contains("token included in the request is expired", "check credentials");
    assertThat(dynamo.writes()).isEqualTo(writes);

    properties("AKIDNEW");
    CommandRun next = run();

    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(next.out()).contains("\"documents\":" + COUNT).contains("\"deadLetters\":0");
    assertThat(dynamo.inserted()).isEqualTo(COUNT);
    assertThat(dynamo.writes() - writes).as("it goes on").isLessThan(COUNT / 25);
    assertNoSecrets(first, again, next);
  }

  @Test
  void renewedInTheProfile_areTaken_andTheRunGoesOn() throws Exception {
    Assumptions.assumeTrue(
        System.getenv("AWS_ACCESS_KEY_ID") == null, "the environment has credentials of its own");
    Path file = directory.resolve("credentials");
    profile(file, "AKIDOLD");
    System.setProperty("aws.sharedCredentialsFile", file.toString());
    System.setProperty("aws.configFile", directory.resolve("none").toString());
    System.setProperty("aws.profile", "shop");
    dynamo.expire("AKIDOLD", 450);

    CompletableFuture<CommandRun> running = CompletableFuture.supplyAsync(this::run);
    Await.until("a refusal", () -> dynamo.refused() > 0 || running.isDone());
    profile(file, "AKIDNEW");
    CommandRun run = running.get(100, TimeUnit.SECONDS);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(dynamo.refused()).isPositive();
    assertThat(dynamo.inserted()).isEqualTo(COUNT);
    assertNoSecrets(run);
  }

  private static void profile(Path file, String accessKey) throws IOException {
    Files.writeString(
        file,
        "[shop]\naws_access_key_id = %s\naws_secret_access_key = %s\naws_session_token = %s\n"
            .formatted(accessKey, SECRET + accessKey, TOKEN + accessKey));
  }

  /** Neither in what a person or a script reads, nor in checkpoints, status and dead letters. */
  private void assertNoSecrets(CommandRun... runs) {
    for (CommandRun run : runs) {
      assertThat(run.out() + run.err()).doesNotContain(SECRET, TOKEN);
    }
    try (Stream<Path> files = Files.walk(directory.resolve(".banyan"))) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SECRET, TOKEN);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
