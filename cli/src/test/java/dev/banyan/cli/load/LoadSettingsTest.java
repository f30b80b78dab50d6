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

  /** More would pile up on a slow machine until every answer comes too late. */
  @Test
  void inFlight_areHalfASecondsRequests_withinBounds() {
    assertThat(settings.maxInFlight()).isEqualTo(100);
    assertThat(atRate(1).maxInFlight()).isEqualTo(16);
    assertThat(atRate(100_000).maxInFlight()).isEqualTo(256);
  }

  private static LoadSettings atRate(double rate) {
    return LoadSettings.of(URI.create("http://localhost"), rate, 1, "secret");
  }

  @Test
  void toString_leavesTheSecretOut() {
    assertThat(settings.toString()).doesNotContain("secret");
  }
}
