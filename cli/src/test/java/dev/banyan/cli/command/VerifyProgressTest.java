package dev.banyan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.display.Display;
import dev.banyan.jobs.verify.VerificationProgress;
import dev.banyan.jobs.verify.VerificationProgress.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class VerifyProgressTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long now;

  private final VerifyProgress progress =
      new VerifyProgress(
          new Display(new PrintStream(out, true, StandardCharsets.UTF_8), true),
          () -> 100,
          () -> now);

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void look_saysThatNothingComes_afterTenSecondsWithoutAnything() {
    pass(9);
    progress.look();
    assertThat(shown()).isEmpty();

    pass(1);
    progress.look();
    assertThat(shown()).contains("nothing has come for 10 s: waiting for MongoDB or DynamoDB");
  }

  @Test
  void look_saysNothingWhereSomethingMoves() {
    for (int i = 0; i < 5; i++) {
      pass(9);
      progress.show(new VerificationProgress(0, 10, 0, Phase.COMPARING, 0));
      progress.look();
    }

    assertThat(shown()).contains("comparing").doesNotContain("nothing has come");
  }
}
