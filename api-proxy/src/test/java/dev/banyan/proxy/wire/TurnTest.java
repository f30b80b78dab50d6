package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnTest {

  private static final long MICROS = 1_000;

  private final List<Long> gaveWay = new ArrayList<>();
  private long now = 5_000_000_000L;
  private long away;
  private final Turn turn =
      new Turn(
          () -> now,
          () -> {
            gaveWay.add(now);
            now += away;
          });

  private void reads(int count, long nanosEach) {
    for (int i = 0; i < count; i++) {
      now += nanosEach;
      turn.read();
    }
  }

  @Test
  void readsWithoutPause_giveWayAfterHalfAMillisecond() {
    long began = now;

    reads(256, 10 * MICROS);

    // At the first look behind 500 µs, each 160 µs: 640, and as long again.
    assertThat(gaveWay)
        .containsExactly(
            began + 640 * MICROS,
            began + 1_280 * MICROS,
            began + 1_920 * MICROS,
            began + 2_560 * MICROS);
  }

  @Test
  void timeOfOthers_isNotOfTheTurn() {
    away = 3_000 * MICROS;

    reads(128, 10 * MICROS);

    assertThat(gaveWay).hasSize(2);
  }

  @Test
  void readsWithPauses_neverGiveWay() {
    reads(10_000, 30 * MICROS);

    assertThat(gaveWay).isEmpty();
  }

  @Test
  void pause_beginsANewTurn() {
    reads(32, 10 * MICROS);
    now += 1_000 * MICROS;
    reads(32, 10 * MICROS);

    assertThat(gaveWay).isEmpty();
  }
}
