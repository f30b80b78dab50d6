package dev.banyan.cli.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimesTest {

  private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");

  @Test
  void parse_takesAnInstant() {
    assertThat(Times.parse("--since", "2026-01-31T09:00:00Z", NOW))
        .isEqualTo(Instant.parse("2026-01-31T09:00:00Z"));
  }

  @Test
  void parse_takesHowLongAgo() {
    assertThat(Times.parse("--since", "PT5M", NOW)).isEqualTo(NOW.minusSeconds(300));
    assertThat(Times.parse("--since", "pt5m", NOW)).isEqualTo(NOW.minusSeconds(300));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "Pancake", "2026-01-31", "5m", "PT-9223372036854775807S"})
  void parse_namesOptionValueAndRemedy(String text) {
    assertThatThrownBy(() -> Times.parse("--since", text, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--since")
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("PT5M");
  }

  @Test
  void parse_refusesADurationThatLeavesTime() {
    assertThatThrownBy(() -> Times.parse("--since", "P100000000000000D", NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--since");
  }
}
