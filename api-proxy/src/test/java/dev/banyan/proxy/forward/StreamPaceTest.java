package dev.banyan.proxy.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamPaceTest {

  private static final int RATE = 100;

  private long now;
  private @Nullable Runnable ticking;
  private final Deadlines deadlines = new Deadlines(() -> now, (millis, then) -> ticking = then);
  private boolean ended;
  private boolean answering;
  private int slow;
  private StreamPace pace;

  @BeforeEach
  void start() {
    pace = new StreamPace(deadlines, request(), RATE, () -> slow++);
    pace.start();
  }

  private HttpServerRequest request() {
    HttpServerResponse response = of(HttpServerResponse.class, name -> name.equals("headWritten"));
    return of(HttpServerRequest.class, name -> response);
  }

  private interface Answer {
    Object of(String method);
  }

  private <T> T of(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isEnded" -> ended;
                  case "headWritten" -> answering;
                  case "ended", "closed" -> false;
                  default -> answer.of(method.getName());
                }));
  }

  private void pass(long seconds) {
    for (int i = 0; i < 100 * seconds + 2; i++) {
      now += TimeUnit.MILLISECONDS.toNanos(Deadlines.TICK_MILLIS);
      Runnable due = ticking;
      ticking = null;
      if (due != null) {
        due.run();
      }
    }
  }

  @Test
  void bodyThatComes_isLeftAlone() {
    for (int i = 0; i < 5; i++) {
      pace.read(1_000);
      pass(10);
    }
    assertThat(slow).isZero();
  }

  @Test
  void bodyThatDrips_isToldOfOnce() {
    pace.read(999);
    pass(10);
    assertThat(slow).isEqualTo(1);
    pass(60);
    assertThat(slow).isEqualTo(1);
  }

  @Test
  void bodyThatIsNotRead_isNotSlow() {
    pass(5);
    pace.paused(true);
    pass(40);
    pace.paused(false);
    pass(5);
    assertThat(slow).isZero();
    pass(20);
    assertThat(slow).isEqualTo(1);
  }

  @Test
  void bodyWhoseAnswerHasBegun_mayTakeItsTime() {
    answering = true;
    pass(60);
    assertThat(slow).isZero();
  }

  @Test
  void bodyThatIsOver_isForgotten() {
    ended = true;
    pass(60);
    assertThat(slow).isZero();
  }
}
