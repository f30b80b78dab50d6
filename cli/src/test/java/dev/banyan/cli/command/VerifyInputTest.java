package dev.banyan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.CommandRun;
import dev.banyan.cli.migrate.AwsProperties;
import dev.banyan.cli.migrate.FakeDynamo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code banyan verify} says of input that can be mended; its 1 is for differences. */
final class VerifyInputTest {

  @TempDir private Path folder;

  private Path mapping;
  private AwsProperties aws;

  @BeforeEach
  void write() throws Exception {
    aws = new AwsProperties();
    mapping =
        Files.writeString(
            folder.resolve("m.yaml"),
            "collection: docs\ntable: docs\npartition: {attribute: pk, value: \"{_id}\"}\n");
  }

  @AfterEach
  void close() {
    aws.close();
  }

  private CommandRun verify(Path mapping, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("verify", "--mapping", mapping.toString(), "--state-dir", folder + "/state"));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static void refused(CommandRun run, String... parts) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(parts).doesNotContain("\tat ");
    assertThat(run.err().lines()).as("one line").hasSize(1);
    assertThat(run.out()).as("nothing before").isEmpty();
  }

  @Test
  void verify_refusesAMappingThatIsNotThere() {
    refused(verify(folder.resolve("none.yaml")), "none.yaml does not exist: check the path");
  }

  @Test
  void verify_refusesAMappingWithAMistakeAtItsPlace() throws Exception {
    Files.writeString(mapping, "collection: docs\ntabel: docs\n");

    refused(verify(mapping), "m.yaml:2:1", "did you mean 'table'");
  }

  @Test
  void verify_refusesADumpThatIsNotThere() {
    refused(
        verify(mapping, "--from-dump", folder + "/none"),
        "there is no dump directory",
        "--from-dump");
  }

  @Test
  void verify_saysWhatToCheckIfMongoDbIsNotThere() throws Exception {
    CommandRun run;
    try (FakeDynamo dynamo = new FakeDynamo()) {
      run =
          verify(
              mapping,
              "--aws-endpoint",
              dynamo.endpoint().toString(),
              "--mongo-uri",
              "mongodb://127.0.0.1:1/odd?serverSelectionTimeoutMS=50");
    }

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.err())
        .contains("MongoDB cannot be read: ", "check that it runs, and address, user and rights")
        .contains("--mongo-uri (or BANYAN_MONGODB_URI)");
    assertThat(run.err().lines()).as("one line").hasSize(1);
  }

  @Test
  void verify_refusesNumbersThatCannotBe() {
    refused(verify(mapping, "--lag", "-5"), "--lag must be 0 or more seconds, was -5");
    refused(verify(mapping, "--most-suspects", "0"), "--most-suspects must be 1 or more, was 0");
  }
}
