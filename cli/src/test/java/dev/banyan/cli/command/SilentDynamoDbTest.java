package dev.banyan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.CommandRun;
import dev.banyan.cli.migrate.AwsProperties;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A DynamoDB that takes connections and answers nothing. */
@Timeout(60)
final class SilentDynamoDbTest {

  @TempDir private Path folder;

  private AwsProperties aws;
  private ServerSocket silent;

  @BeforeEach
  void open() throws Exception {
    aws = new AwsProperties();
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Files.createDirectories(folder.resolve("dump/odd"));
    Files.write(folder.resolve("dump/odd/docs.bson"), new byte[0]);
    Files.writeString(
        folder.resolve("m.yaml"),
        "collection: docs\ntable: docs\npartition: {attribute: pk, value: \"{_id}\"}\n");
  }

  @AfterEach
  void close() throws Exception {
    silent.close();
    aws.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"backfill", "verify"})
  void command_endsByItsPatienceAndSaysWhatToCheck(String command) {
    String endpoint = "http://127.0.0.1:" + silent.getLocalPort();
    List<String> all = new ArrayList<>(List.of(command, "--mapping", folder + "/m.yaml"));
    all.addAll(List.of("--from-dump", folder + "/dump", "--state-dir", folder + "/state"));
    all.addAll(List.of("--aws-endpoint", endpoint, "--patience", "300ms"));

    CommandRun run = CommandRun.of(all.toArray(String[]::new));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.err())
        .contains("DynamoDB at " + endpoint + " does not answer", "check --aws-endpoint")
        .contains("--patience");
    assertThat(run.err().lines()).as("one line").hasSize(1);
  }
}
