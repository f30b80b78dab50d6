package dev.banyan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.CommandRun;
import dev.banyan.jobs.checkpoint.DeadLetterFiles;
import dev.banyan.stream.DeadLetter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code banyan dead-letters list} of documents whose ids are long. */
final class DeadLettersListTest {

  @TempDir Path state;

  @Test
  void list_cutsWhatIsLong_andShowAndJsonHaveAllOfIt() throws Exception {
    String position = "orders/" + "x\u0007\n".repeat(500_000) + "END";
    Path job = Files.createDirectories(state.resolve("jobs/long"));
    RawBsonDocument document = RawBsonDocument.parse("{_id: 1}");
    new DeadLetterFiles(job)
        .put(
            new DeadLetter(
                "orders",
                Instant.EPOCH,
                position,
                "why " + "y".repeat(1_000) + "END",
                document.getByteBuffer().array(),
                null));

    String list = list("--output", "text");
    assertThat(list.lines()).hasSize(1);
    assertThat(list).hasSizeLessThan(320).contains("orders/x", "…", "why y").doesNotContain("END");
    assertThat(list).doesNotContain("\u0007");
    assertThat(list("--output", "json")).contains("END").hasSizeGreaterThan(1_000_000);
    assertThat(
            CommandRun.of(
                    "dead-letters",
                    "show",
                    list.substring(0, 16),
                    "--job",
                    "long",
                    "--state-dir",
                    state.toString())
                .out())
        .contains(position);
  }

  private String list(String... more) {
    String[] all = {
      "dead-letters", "list", "--job", "long", "--state-dir", state.toString(), more[0], more[1]
    };
    CommandRun run = CommandRun.of(all);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }
}
