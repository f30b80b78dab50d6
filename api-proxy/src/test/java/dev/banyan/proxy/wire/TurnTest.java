package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnTest {

  private static final long MICROS = 1_000;

  private long now = Long.MAX_VALUE - 10_000 * MICROS; // a clock of the JVM's may overflow
  private long away;
  private int gaveWay;
  private final Turn turn =
      new Turn(
          () -> now,
          () -> {
            gaveWay++;
            now += away;
          });

  private void ends(long others) {
    away = others;
    turn.run();
  }

  @Test
  void eachTurn_givesWayToThoseWhoAnswer() {
    for (int i = 0; i < 100; i++) {
      ends(1_000 * MICROS);
      now += 1;
    }

    assertThat(gaveWay).isEqualTo(100);
  }

  /** Or it would work for a tenth of a millisecond, and they for four. */
  @Test
  void thoseWhoCompute_getAFifthOfTheTime() {
    ends(4_000 * MICROS);
    assertThat(gaveWay).isEqualTo(1);

    now += 16_000 * MICROS - 1;
    ends(0);
    assertThat(gaveWay).isEqualTo(1);

    now += 1;
    ends(0);
    ends(0);
    assertThat(gaveWay).isEqualTo(3);
  }
}
