package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.verify.found.Found;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NewerTest {

  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(2_000), ZoneOffset.UTC);

  /** What claims to be of the future would win over every change until then. */
  @ParameterizedTest
  @CsvSource({
    "0000001000.0000000001.00000, false",
    "0000001001.0000000001.00000, true",
    "0000002000.0000000001.00000, true",
    "9000000000.0000000001.00000, false"
  })
  void test_isOfVersionsBetweenTheDumpAndNow(String version, boolean newer) {
    Map<String, Found> item = Map.of("v", new Found.Text(version));
    assertThat(
            new Newer(new SourceVersion(1_000, 1, 0), CLOCK, new Counted(false))
                .test(item, "v", null))
        .isEqualTo(newer);
  }
}
