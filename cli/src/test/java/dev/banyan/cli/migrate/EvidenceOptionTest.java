package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

final class EvidenceOptionTest {

  private static final class Options {
    @Mixin private final SourceOptions source = new SourceOptions();
    @Mixin private final EvidenceOption evidence = new EvidenceOption();
  }

  private static void check(String... arguments) {
    Options options = CommandLine.populateCommand(new Options(), arguments);
    options.evidence.check(options.source);
  }

  @Test
  void check_takesALiveCollectionIntoTables() {
    check("--control-table=banyan-control", "--mapping=m.yaml");
    check("--from-dump=dump", "--to=s3://b/p", "--mapping=m.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--mapping=m.yaml --from-dump=dump", "--mapping=m.yaml --to=s3://b/p", ""})
  void check_refusesWhatProvesNothing(String more) {
    assertThatThrownBy(() -> check(("--control-table=c " + more).strip().split(" ")))
        .hasMessageContaining("--control-table needs");
  }
}
