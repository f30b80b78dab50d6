package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobNamesTest {

  @TempDir Path directory;
  private String to = "";

  @BeforeEach
  void place() {
    to = directory.resolve("out").toString();
  }

  @Test
  void of_isAnotherForEachCollectionAndTarget_andTheFormerWhereThatWasPlain() {
    List<String> collections =
        List.of("a.b", "a-b", "A-b", "a_b", "a--b", "ab", "-", "é", "", "a-b-1f", "x".repeat(120));
    Set<String> names = new HashSet<>();
    for (String collection : collections) {
      for (String target : List.of("dynamodb", "out", "s3://b/p", "Aa", "BB")) {
        String name = JobNames.of(collection, target);
        assertThat(names.add(name)).as("%s -> %s is %s", collection, target, name).isTrue();
        assertThat(name).matches("[a-z0-9][a-z0-9.-]*").hasSizeLessThan(140);
      }
    }
    for (String plain : List.of("a-b", "ab", "a-b-1f", "orders-2026")) {
      assertThat(JobNames.of(plain, "dynamodb"))
          .isEqualTo(JobNames.former(plain, "dynamodb"))
          .isEqualTo("backfill-" + plain);
    }
    assertThat(JobNames.former("a.b", "dynamodb")).isEqualTo("backfill-a-b");
    assertThat(JobNames.former("a.b", "Aa")).isEqualTo("backfill-a-b-840");
  }

  private CommandRun run(String collection, String... more) throws IOException {
    Path dump = Dump.write(directory.resolve("dump"), collection, 3);
    Path mapping =
        Files.writeString(
            directory.resolve("m.yaml"),
            "collection: %s\ntable: docs\npartition: \"{_id}\"\n".formatted(collection));
    List<String> all =
        new java.util.ArrayList<>(
            List.of(
                "backfill",
                "--mapping",
                mapping.toString(),
                "--from-dump",
                dump.toString(),
                "--to",
                to,
                "--state-dir",
                directory.resolve(".banyan").toString()));
    all.addAll(List.of(more));
    CommandRun run = CommandRun.of(all.toArray(new String[0]));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private List<String> jobs() throws IOException {
    try (Stream<Path> jobs = Files.list(directory.resolve(".banyan/jobs"))) {
      return jobs.map(job -> job.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void backfill_goesOnUnderTheFormerName_whereItIsTheSameCollections() throws Exception {
    String former = JobNames.former("a.b", to);
    assertThat(JobNames.former("a-b", to)).isEqualTo(former);
    run("a.b", "--job", former); // as the version before named it

    run("a.b");
    assertThat(jobs()).containsExactly(former);

    run("a-b");
    assertThat(jobs()).containsExactly(former, JobNames.of("a-b", to));
  }
}
