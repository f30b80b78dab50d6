package dev.banyan.proxy.ownwrites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Side;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnWritesMemoryTest {

  private static String position(int n) {
    return "1700000000.%010d.00000".formatted(n);
  }

  private final OwnWrites ownWrites =
      new OwnWrites(
          new OwnWritesConfig(
              true, 100, Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMillis(200)),
          Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC));

  @Test
  void forgottenUsers_areStillHeldAtTheOwner() {
    IntStream.range(0, 5_000)
        .forEach(i -> ownWrites.remember("c", "u" + i, Side.LEGACY, position(i + 1), true));

    assertThat(ownWrites.open("c")).isLessThanOrEqualTo(100);
    assertThat(IntStream.range(0, 5_000))
        .allMatch(i -> ownWrites.mustReadOwner("c", "u" + i, Side.LEGACY));
    assertThat(ownWrites.mustReadOwner("c", "never wrote", Side.LEGACY)).isTrue();
    assertThat(ownWrites.mustReadOwner("other", "u1", Side.LEGACY)).isFalse();

    ownWrites.watermark("c", position(5_000));
    assertThat(IntStream.range(0, 5_000))
        .noneMatch(i -> ownWrites.mustReadOwner("c", "u" + i, Side.LEGACY));
    ownWrites.sweep("c", Side.LEGACY);
    assertThat(ownWrites.isQuiet("c")).isTrue();
  }

  @Test
  void watermark_neverGoesBackAndIgnoresNonsense() {
    ownWrites.remember("c", "u", Side.LEGACY, position(5), true);
    ownWrites.watermark("c", "zzz");
    assertThat(ownWrites.mustReadOwner("c", "u", Side.LEGACY)).isTrue();

    ownWrites.watermark("c", position(5));
    ownWrites.watermark("c", position(1));

    assertThat(ownWrites.watermarkOf("c")).isEqualTo(position(5));
    assertThat(ownWrites.mustReadOwner("c", "u", Side.LEGACY)).isFalse();
  }

  @Test
  void earlierAnswerThatComesLater_doesNotReleaseTheLaterWrite() {
    ownWrites.remember("c", "u", Side.LEGACY, position(9), true);
    ownWrites.remember("c", "u", Side.LEGACY, position(3), true);

    ownWrites.watermark("c", position(3));

    assertThat(ownWrites.mustReadOwner("c", "u", Side.LEGACY)).isTrue();
  }
}
