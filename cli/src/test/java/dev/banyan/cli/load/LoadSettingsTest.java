package dev.banyan.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LoadSettingsTest {

  private final LoadSettings settings =
      LoadSettings.of(URI.create("http://localhost"), 200, 1, "secret");

  @Test
  void rateAt_growsFromATenthToTheWhole() {
    LoadSettings slow = settings.withRampUp(Duration.ofSeconds(10));

    assertThat(slow.rateAt(Duration.ZERO)).isEqualTo(20);
    assertThat(slow.rateAt(Duration.ofSeconds(5))).isCloseTo(110, within(1e-9));
    assertThat(slow.rateAt(Duration.ofSeconds(10))).isEqualTo(200);
  }

  @Test
  void rateAt_isTheRateWithoutASlowStart() {
    assertThat(settings.rateAt(Duration.ZERO)).isEqualTo(200);
  }

  @Test
  void toString_leavesTheSecretOut() {
    assertThat(settings.toString()).doesNotContain("secret");
  }
}
