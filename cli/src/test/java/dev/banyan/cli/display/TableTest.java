package dev.banyan.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableTest {

  @Test
  void toString_alignsTheFirstColumnLeftAndTheOthersRight() {
    Table table = new Table().row("stage", "legacy", "serverless").row("CANARY(10)", 1_234, 7);

    assertThat(table.toString().lines())
        .containsExactly("  stage       legacy  serverless", "  CANARY(10)    1234           7");
  }
}
