package dev.banyan.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that cannot be are refused before anything is done, in any command. */
final class OptionValuesTest {

  @TempDir private Path folder;

  static Stream<String> endpoint_ofNoAddressIsRefused() {
    return Stream.of(
            "backfill --mapping m.yaml",
            "verify --mapping m.yaml",
            "capabilities add orders",
            "switch orders",
            "demo",
            "up")
        .flatMap(
            command -> Stream.of("ftp://foo", "foo", "", "http://").map(it -> command + " " + it));
  }

  private static void refused(CommandRun run, String... parts) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(parts);
    assertThat(run.err().lines()).as("no page of options").hasSizeLessThan(3);
    assertThat(run.out()).as("nothing before").isEmpty();
  }

  @ParameterizedTest
  @MethodSource
  void endpoint_ofNoAddressIsRefused(String line) {
    String value = line.substring(line.lastIndexOf(' ') + 1);
    String command = line.substring(0, line.lastIndexOf(' '));
    List<String> all =
        Stream.concat(Stream.of(command.split(" ", -1)), Stream.of("--aws-endpoint", value))
            .toList();

    refused(
        CommandRun.of(all.toArray(String[]::new)),
        "'--aws-endpoint'",
        "'" + value + "' is no address: give one such as http://127.0.0.1:8000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--patience", "--max-mongo-latency"})
  void time_withoutAUnitIsRefused(String option) {
    refused(
        CommandRun.of("backfill", "--mapping", "m.yaml", option, "5x"),
        "'" + option + "'",
        "must be like 100ms, 2s or 5m, was '5x'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"backfill", "verify"})
  void stateDirectory_inAFilesPlaceIsRefused(String command) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    String mapping =
        Files.writeString(
                folder.resolve("m.yaml"),
                "collection: docs\ntable: docs\npartition: {attribute: pk, value: \"{_id}\"}\n")
            .toString();

    refused(
        CommandRun.of(command, "--mapping", mapping, "--state-dir", file + "/state"),
        "--state-dir " + file + "/state cannot be a directory, because " + file + " is a file");
  }

  @Test
  void time_isRead() {
    TimeSpan span = new TimeSpan();

    assertThat(span.convert("100ms")).hasMillis(100);
    assertThat(span.convert("2S")).hasSeconds(2);
    assertThat(span.convert("5m")).hasMinutes(5);
  }
}
