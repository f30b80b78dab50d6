package dev.banyan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class MappedVerifyOptionsTest {

  private static MappedVerifyOptions options(String... more) {
    List<String> all = new ArrayList<>(List.of("--mapping", "m.yaml"));
    all.addAll(List.of(more));
    return CommandLine.populateCommand(new MappedVerifyOptions(), all.toArray(String[]::new));
  }

  @Test
  void check_takesADumpWithItsTime() {
    MappedVerifyOptions options =
        options("--from-dump", "dump", "--dumped-at", "2026-11-21T10:00:00Z");

    options.check();

    assertThat(options.dump()).isEqualTo(Path.of("dump"));
    assertThat(options.dumpedAt()).isEqualTo(Instant.parse("2026-11-21T10:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--repair", "--control-table=c", "--continuous"})
  void check_refusesWhatADumpCannotDo(String option) {
    assertThatThrownBy(() -> options("--from-dump", "dump", option).check())
        .hasMessageContaining("leave out --from-dump");
    options(option).check();
  }

  @Test
  void check_refusesATimeWithoutADump() {
    assertThatThrownBy(() -> options("--dumped-at", "2026-11-21T10:00:00Z").check())
        .hasMessageContaining("give --from-dump too");
    assertThatThrownBy(() -> options("--mongo-uri", "mongodb://127.0.0.1:1").database())
        .hasMessageContaining("--database");
  }
}
