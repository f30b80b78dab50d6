package dev.banyan.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code banyan events} says of bad input, before it reaches any store. */
final class EventsCommandTest {

  private static final String STORE = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1";

  @TempDir private Path folder;

  private void refused(CommandRun run, String... parts) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(parts).doesNotContain("\tat ");
  }

  @Test
  void events_withoutASubcommandNamesThem() {
    refused(CommandRun.of("events"), "tail, lag, reconcile, resnapshot, sandbox");
  }

  @Test
  void tail_namesATimeThatIsNone() {
    refused(CommandRun.of("events", "tail", "--since", "nonsense"), "--since", "nonsense", "PT5M");
  }

  @Test
  void tail_refusesALimitThatShowsNothing() {
    refused(CommandRun.of("events", "tail", "--limit", "0"), "--limit");
  }

  @Test
  void reconcile_namesATimeThatIsNone() {
    refused(CommandRun.of("events", "reconcile", "--to", "tomorrow"), "--to", "tomorrow");
  }

  @Test
  void lag_ofAnotherMonolithNeedsItsMapping() {
    refused(CommandRun.of("events", "lag", "--mongo-uri", STORE), "--mapping FILE");
  }

  @Test
  void lag_withoutARunSaysHowToStartOne() {
    refused(CommandRun.of("events", "lag", "--state-dir", folder.toString()), "banyan up");
  }

  /** A stand-in needs neither a run nor a store, nor credentials. */
  @Test
  void tail_ofAnEndpointOnThisMachine_needsNothingElse() {
    CommandRun run = CommandRun.of("events", "tail", "--kinesis-endpoint", "http://127.0.0.1:1");

    assertThat(run.err())
        .doesNotContain("banyan up")
        .doesNotContain("credentials")
        .contains("refused");
  }

  @Test
  void sandbox_refusesAStreamWithoutShards() {
    refused(CommandRun.of("events", "sandbox", "--shards", "0"), "--shards");
  }

  @Test
  void lag_namesThePlaceInAMappingFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("m.yaml"),
            "capabilities:\n  shop:\n    collections:\n      orders:\n        evnt: order\n");

    refused(
        CommandRun.of("events", "lag", "--mongo-uri", STORE, "--mapping", file.toString()),
        "m.yaml",
        "evnt");
  }

  @Test
  void lag_namesAMappingFileThatIsNotThere() {
    String file = folder.resolve("none.yaml").toString();

    refused(CommandRun.of("events", "lag", "--mongo-uri", STORE, "--mapping", file), "none.yaml");
  }

  private CommandRun resnapshot(String... more) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("m.yaml"),
            "capabilities:\n  shop:\n    collections:\n      orders:\n        event: order\n        fields: [total]\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                "events",
                "resnapshot",
                "--collection",
                "banyan_outbox",
                "--mongo-uri",
                STORE,
                "--mapping",
                file.toString(),
                "--kinesis-endpoint",
                "http://127.0.0.1:1"));
    command.addAll(List.of(more));
    return CommandRun.of(command.toArray(new String[0]));
  }

  @Test
  void lag_doesNotRepeatThePasswordOfAMalformedConnectionString() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("m.yaml"),
            "capabilities:\n  shop:\n    collections:\n      orders:\n        event: order\n        fields: [total]\n");
    CommandRun run =
        CommandRun.of(
            "events",
            "lag",
            "--mongo-uri",
            "mongodb://u:hunter/2@host:27017",
            "--mapping",
            file.toString());

    refused(run, "--mongo-uri");
    assertThat(run.err()).doesNotContain("hunter");
  }

  /** What a relay tells to do that has found too many entries. */
  @Test
  void resnapshot_knowsTheOutbox_ifToldOfIt() throws Exception {
    refused(resnapshot(), "banyan_outbox is the outbox: name --outbox as well");
    assertThat(resnapshot("--outbox").err())
        .contains("Kinesis does not answer")
        .doesNotContain("--outbox");
  }
}
