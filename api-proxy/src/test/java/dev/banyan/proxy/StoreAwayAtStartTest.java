package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ProxyStatus;
import dev.banyan.control.ReadStage;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proxy that is started while the control store is away: it guesses nothing. */
class StoreAwayAtStartTest {

  private static final String READ = "/users/a/following";
  private static final String WRITE = "/users/a/following/b";
  private final TestStore store = new TestStore();
  private ProxyRig rig;

  @BeforeEach
  void start() {
    store.change("relationships", c -> c.held());
    store.change("relationships", c -> c.ownedByServerless("1700000001.0000000001.00000"));
    store.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));
    store.away = true;
    rig = new ProxyRig(p -> p, store);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void capability_isAnswered503UntilItsOwnerIsKnown() {
    HttpResponse<String> write = rig.send(rig.put(WRITE, "a"));
    HttpResponse<String> read = rig.send(rig.get(READ, "a"));

    assertThat(write.statusCode()).isEqualTo(503);
    assertThat(write.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(write.headers().firstValue("X-Banyan-Side")).isEmpty();
    assertThat(read.statusCode()).isEqualTo(503);
    assertThat(rig.send(rig.get("/no-route", null)).statusCode()).isEqualTo(200);
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).containsExactly("/no-route");
    assertThat(rig.serverless.seen).isEmpty();

    store.away = false;
    ProxyRig.await(() -> rig.send(rig.put(WRITE, "a")).statusCode() == 200);
    assertThat(rig.side(rig.get(READ, "a"))).isEqualTo("serverless");
    assertThat(rig.side(rig.put(WRITE, "a"))).isEqualTo("serverless");
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).containsExactly("/no-route");
  }

  @Test
  void health_isDownWithTheReasonAndUpBehindIt() {
    HttpResponse<String> down = rig.send(rig.admin("/health").build());

    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body()).contains("\"status\":\"DOWN\"", "\"control\":\"AWAY\"", "answered 503");
    assertThat(rig.send(rig.admin("/metrics").build()).body())
        .contains("banyan_proxy_control_known 0.0");
    assertThat(rig.status().getJsonObject("control").getString("failure"))
        .contains("the test took it away");

    store.away = false;
    ProxyRig.await(() -> rig.send(rig.admin("/health").build()).statusCode() == 200);
    assertThat(rig.asked("/health").getString("status")).isEqualTo("UP");
    assertThat(rig.send(rig.admin("/metrics").build()).body())
        .contains("banyan_proxy_control_known 1.0");
  }

  /** Half of a store: what was read is not acted on before the proxy is registered. */
  @Test
  void recordsWithoutRegistration_areNotEnough() {
    store.unregistered = true;
    store.away = false;
    ProxyRig.await(() -> rig.status("relationships").getLong("revision") == 4);

    assertThat(rig.send(rig.put(WRITE, "a")).statusCode()).isEqualTo(503);
    store.unregistered = false;
    ProxyRig.await(() -> rig.send(rig.put(WRITE, "a")).statusCode() == 200);
    ProxyStatus registered = store.proxies().get(0);
    assertThat(registered.hasAcknowledged("relationships", 4)).isTrue();
  }

  @Test
  void recordOfANewerVersion_isNoReasonToGuess() {
    store.unreadable = Map.of("relationships", "schema 2");
    store.away = false;
    ProxyRig.await(() -> rig.send(rig.get("/feed", "a")).statusCode() == 200);

    assertThat(rig.send(rig.put(WRITE, "a")).statusCode()).isEqualTo(503);
    store.unreadable = Map.of();
    ProxyRig.await(() -> rig.send(rig.put(WRITE, "a")).statusCode() == 200);
  }
}
