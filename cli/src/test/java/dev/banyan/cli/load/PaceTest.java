package dev.banyan.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final LoadSettings FIXED =
      LoadSettings.of(URI.create("http://localhost"), 100, 1, "secret");

  private long now = 7;

  /** Sends for so long, each one so much after it was due. */
  private int send(Pace pace, long nanos, long late) {
    int sent = 0;
    for (long end = now + nanos; now < end; sent++) {
      now = Math.max(now, pace.due() + late);
      pace.sent(now);
    }
    return sent;
  }

  @Test
  void requests_areDueAtTheRate() {
    Pace pace = new Pace(FIXED.easing(), now);

    assertThat(send(pace, 10 * SECOND, 0)).isCloseTo(1_000, within(1));
    assertThat(pace.leastRate()).isEqualTo(100);
  }

  @Test
  void fixedPace_makesUpForEverything() {
    Pace pace = new Pace(FIXED, now);
    now += 60 * SECOND;

    assertThat(send(pace, 1, 0)).isCloseTo(6_000, within(2));
    assertThat(pace.leastRate()).isEqualTo(100);
  }

  @Test
  void lateRequests_areNotMadeUpForAndFewerAreSent() {
    Pace pace = new Pace(FIXED.easing(), now);
    now += 60 * SECOND;
    pace.sent(now);

    assertThat(pace.due()).isEqualTo(now);
    assertThat(send(pace, 4 * SECOND, 0)).isCloseTo(280, within(2));
    assertThat(pace.leastRate()).isCloseTo(70, within(1e-9));
  }

  /** Many answers are slow at a time, for one reason. */
  @Test
  void slowAnswers_easeOnceForWhatWasSentBefore() {
    Pace pace = new Pace(FIXED.easing(), now);
    long sent = now;
    send(pace, 2 * SECOND, 0);
    for (int i = 0; i < 5; i++) {
      pace.answered(sent, now);
      send(pace, SECOND / 2, 0);
    }
    assertThat(pace.leastRate()).isCloseTo(70, within(1e-9));

    pace.answered(now - SECOND - 1, now);
    send(pace, SECOND / 10, 0);

    assertThat(pace.leastRate()).isCloseTo(49, within(1e-9));
  }

  @Test
  void answersInTime_changeNothing() {
    Pace pace = new Pace(FIXED.easing(), now);
    for (int i = 0; i < 50; i++) {
      send(pace, SECOND / 10, 0);
      pace.answered(Math.max(7, now - SECOND), now);
    }

    assertThat(pace.leastRate()).isEqualTo(100);
  }

  @Test
  void fixedPace_isNotEasedBySlowAnswers() {
    Pace pace = new Pace(FIXED, now);
    long sent = now;
    send(pace, 9 * SECOND, 0);
    pace.answered(sent, now);
    send(pace, SECOND, 0);

    assertThat(pace.leastRate()).isEqualTo(100);
  }

  @Test
  void delaysThatPass_changeNothing() {
    Pace pace = new Pace(FIXED.easing(), now);
    now += SECOND / 2;

    assertThat(send(pace, SECOND / 2, 0)).isCloseTo(100, within(1));
    assertThat(pace.leastRate()).isEqualTo(100);
  }

  @Test
  void calm_bringsTheRateBack() {
    Pace pace = new Pace(FIXED.easing(), now);
    for (int i = 0; i < 100; i++) {
      now = pace.due() + 2 * SECOND;
      pace.sent(now);
    }
    assertThat(pace.leastRate()).isCloseTo(5, within(1e-9));

    send(pace, 300 * SECOND, 0);

    assertThat(send(pace, 10 * SECOND, 0)).isCloseTo(1_000, within(1));
  }

  @Test
  void pause_isNoDelay() {
    Pace pace = new Pace(FIXED.easing(), now);
    now += 60 * SECOND;
    pace.restart(now);
    pace.sent(now);

    assertThat(pace.leastRate()).isEqualTo(100);
  }
}
