package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items that share a key, where the last one would win. */
final class OverwritingKeysTest {

  @TempDir Path directory;

  @BeforeEach
  void dump() throws Exception {
    Dump.write(directory.resolve("dump"), "docs", 3);
  }

  private CommandRun run(String key, String... more) throws Exception {
    Files.writeString(
        directory.resolve("m.yaml"),
        "collection: docs\ntable: docs\npartition: {attribute: pk, value: \"%s\"}\n"
            .formatted(key));
    return Dump.backfill(directory, more);
  }

  private String out() {
    return directory.resolve("out").toString();
  }

  @Test
  void backfill_refusesKeysThatMayComeTwice_untilSomebodySaysThatTheyDoNot() throws Exception {
    CommandRun refused = run("{name}", "--to", out());

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("two documents of 'docs' may get one key in table 'docs'", "--to ")
        .contains("banyan plan --exact-keys", "--keys-unique")
        .doesNotContain("\tat ");
    assertThat(directory.resolve("out")).doesNotExist();
    CommandRun batch = run("{name}", "--exclusive");
    assertThat(batch.exitCode()).isEqualTo(2);
    assertThat(batch.err()).contains("with --exclusive the last item");
    CommandRun told = run("{_id}", "--to", out());
    assertThat(told.exitCode()).as(told.out() + told.err()).isZero();
    CommandRun said = run("{_id}{_id}", "--to", out() + 2, "--keys-unique");
    assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
  }
}
