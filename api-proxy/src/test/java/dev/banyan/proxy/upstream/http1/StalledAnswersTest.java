package dev.banyan.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StalledAnswersTest {

  private static final int SIZE = 4;

  private final StalledAnswers stalled = new StalledAnswers(SIZE);

  private static long at(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private Http1Connection begun(long millis) {
    Http1Connection connection = new Http1Connection(null, null, null, null); // no more than a key
    stalled.begin(connection, at(millis));
    return connection;
  }

  @Test
  void few_haveASecond() {
    Http1Connection first = begun(0);
    Http1Connection second = begun(500);

    assertThat(stalled.take(at(999))).isNull();
    assertThat(stalled.take(at(1_000))).isSameAs(first);
    assertThat(stalled.take(at(1_000))).isNull();
    assertThat(stalled.take(at(1_500))).isSameAs(second);
    assertThat(stalled.isEmpty()).isTrue();
  }

  @Test
  void moreThanHalf_haveATenthOfIt() {
    Http1Connection first = begun(0);
    begun(0);
    begun(0);

    assertThat(stalled.take(at(99))).isNull();
    assertThat(stalled.take(at(100))).isSameAs(first);
    assertThat(stalled.take(at(999))).as("half are left").isNull();
  }

  @Test
  void whatGoesOn_isNotTaken() {
    Http1Connection first = begun(0);
    stalled.end(first);
    assertThat(stalled.take(at(5_000))).isNull();

    stalled.begin(first, at(5_000));
    stalled.begin(first, at(5_900)); // it has stood still since before
    assertThat(stalled.take(at(6_000))).isSameAs(first);
  }
}
