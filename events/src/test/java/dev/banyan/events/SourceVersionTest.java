package dev.banyan.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SourceVersionTest {

  @Test
  void parse_readsWhatToStringWrote() {
    SourceVersion version = new SourceVersion(1_795_226_135L, 42, 7);

    assertThat(version.toString()).isEqualTo("1795226135.0000000042.00007");
    assertThat(SourceVersion.parse(version.toString())).isEqualTo(version);
  }

  @Test
  void compareTo_agreesWithTheOrderOfTheTexts() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      SourceVersion a = random(random);
      SourceVersion b = random(random);

      assertThat(Integer.signum(a.compareTo(b)))
          .isEqualTo(Integer.signum(a.toString().compareTo(b.toString())));
    }
  }

  private static SourceVersion random(Random random) {
    return new SourceVersion(
        random.nextLong(3), random.nextLong(1L << (1 + random.nextInt(32))), random.nextInt(3));
  }

  @Test
  void ofClusterTime_takesSecondsAndUnsignedIncrement() {
    assertThat(SourceVersion.ofClusterTime((1_795_226_135L << 32) | 0xFFFF_FFFFL, 0))
        .isEqualTo(new SourceVersion(1_795_226_135L, 0xFFFF_FFFFL, 0));
  }

  @Test
  void following_isAboveTheLastVersionWhenTheClockIsBehind() {
    SourceVersion last = new SourceVersion(2_000_000_000L, 5, 9);

    SourceVersion next = last.following(Instant.ofEpochSecond(1_000_000_000L));

    assertThat(next).isGreaterThan(last).isEqualTo(new SourceVersion(2_000_000_000L, 6, 0));
  }

  @Test
  void following_isTheWallClockWhenThatIsAhead() {
    assertThat(SourceVersion.LOWEST.following(Instant.parse("2026-11-21T00:00:00.000123Z")))
        .isEqualTo(new SourceVersion(1_795_219_200L, 123, 0));
  }

  @Test
  void parse_refusesEverythingElse() {
    for (String text : List.of("", "1.2.3", "1795226135-0000000042-00007", "x".repeat(27))) {
      assertThatThrownBy(() -> SourceVersion.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
