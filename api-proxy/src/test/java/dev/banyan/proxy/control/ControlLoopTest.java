package dev.banyan.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ControlStore;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.proxy.hold.HoldConfig;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of the store at a start, and when. */
@Timeout(30)
class ControlLoopTest {

  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  private volatile Error error;
  private final ControlStore memory = new InMemoryControlStore();
  private final ControlStore store =
      (ControlStore)
          Proxy.newProxyInstance(
              ControlStore.class.getClassLoader(),
              new Class<?>[] {ControlStore.class},
              (proxy, method, args) -> {
                calls.add(method.getName());
                Error present = error;
                if (present != null) {
                  throw present;
                }
                return method.invoke(memory, args);
              });
  private final ControlLoop loop =
      new ControlLoop(
          store,
          new CapabilityBoard(HoldConfig.DEFAULT),
          ControlConfig.DEFAULT,
          Clock.systemUTC(),
          "p1");

  @AfterEach
  void close() {
    loop.close();
  }

  /** One that does not come to its start would hold up switches until it is given up. */
  @Test
  void readAhead_registersNothing() throws InterruptedException {
    loop.readAhead();

    assertThat(calls.poll(10, TimeUnit.SECONDS)).isEqualTo("snapshot");
    assertThat(calls.poll(100, TimeUnit.MILLISECONDS)).isNull();
    assertThat(memory.proxies()).isEmpty();

    assertThat(loop.stop(true)).isNull();
    assertThat(calls).containsOnly("forgetProxy");
  }

  /** A switch that began behind the first read would not wait for this proxy. */
  @Test
  void start_readsAgainBehindTheRegistration() throws InterruptedException {
    CountDownLatch read = new CountDownLatch(1);
    loop.readAhead();
    loop.start(read::countDown);
    loop.awaitRead();

    assertThat(calls).startsWith("snapshot", "report", "snapshot");
    assertThat(read.getCount()).isZero();
    assertThat(memory.proxies()).hasSize(1);
  }

  @Test
  void errors_areSurvived() throws InterruptedException {
    error = new LinkageError("a class is missing");
    CountDownLatch read = new CountDownLatch(1);
    loop.readAhead();
    loop.start(read::countDown);
    loop.awaitRead();
    assertThat(loop.freshness().failure()).contains("a class is missing");

    error = null;

    assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(loop.freshness().failure()).isNull();
  }

  @Test
  void recordsThatNobodyReads_areAbandoned() {
    Instant read = Instant.parse("2030-01-01T00:00:00Z");
    Instant late = read.plusSeconds(31);

    assertThat(new ControlFreshness(read, null, Map.of()).isAbandoned(late)).isTrue();
    assertThat(new ControlFreshness(read, null, Map.of()).isAbandoned(late.minusSeconds(2)))
        .isFalse();
    assertThat(new ControlFreshness(read, "away", Map.of()).isAbandoned(late)).isFalse();
    assertThat(new ControlFreshness(null, null, Map.of()).isAbandoned(late)).isFalse();
  }
}
