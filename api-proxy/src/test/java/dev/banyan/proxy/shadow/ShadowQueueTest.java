package dev.banyan.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Side;
import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.route.Access;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteRules;
import dev.banyan.proxy.route.ShadowRules;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.SideClients;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.upstream.WholeAnswer;
import dev.banyan.proxy.upstream.WholeRequest;
import dev.banyan.proxy.wire.Fields;
import dev.banyan.proxy.wire.WireLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The bound of what all copies together keep, which is not the queue's length; and failures. */
class ShadowQueueTest {

  private static final int MEGABYTE = 1024 * 1024;

  /** Without the copies that measure noise, which are made by chance. */
  private static final RouteRules QUIET =
      new RouteRules(
          null,
          null,
          true,
          false,
          null,
          -1,
          new ShadowRules(100, 0, Set.of(), Set.of(), List.of()),
          "");

  private static final Route ROUTE =
      new Route(0, "GET", "/a", "c", Access.READ, Duration.ofSeconds(5), QUIET);

  private final ProxyCounters.OfRoute counters = new ProxyCounters().of(ROUTE);

  private static SideClients clients(Vertx vertx) {
    return new SideClients(
        vertx,
        PoolConfig.DEFAULT,
        new WireLimits(8_000, 8_000, 100, Duration.ofSeconds(10), 0, true));
  }

  /** A copy of an answer; it is kept twice, as legacy's first word and as its last. */
  private ShadowCopy copy(Target side, int bytes) {
    WholeRequest asked =
        new WholeRequest(
            HttpMethod.GET,
            "/a",
            MultiMap.caseInsensitiveMultiMap(),
            Buffer.buffer(),
            "/a",
            Map.of(),
            "",
            Duration.ofSeconds(5));
    return new ShadowCopy(
        ROUTE,
        counters,
        side,
        side,
        asked,
        new Answer(200, "text/plain", Buffer.buffer(new byte[bytes])));
  }

  @Test
  void copies_keep32MebibytesAtMostAndDropTheRest() throws Exception {
    Vertx vertx = Vertx.vertx();
    ShadowConfig d = ShadowConfig.DEFAULT;
    ShadowConfig oneAtATime =
        new ShadowConfig(500, 1, d.maxBody(), d.timeout(), d.settle(), d.minimum(), d.evidence());
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        ShadowQueue queue = new ShadowQueue(vertx, clients(vertx), oneAtATime, Clock.systemUTC())) {
      silent.setSoTimeout(10_000);
      Target side =
          Target.of(Upstream.of(Side.SERVERLESS, "http://127.0.0.1:" + silent.getLocalPort()));
      queue.offer(copy(side, 1));
      try (Socket asked = silent.accept()) { // no other is asked before this one is answered
        queue.offer(copy(side, 8 * MEGABYTE));
        queue.offer(copy(side, 8 * MEGABYTE - 1));
        assertThat(counters.dropped.sum()).isZero();
        assertThat(queue.hasRoom()).isTrue();

        queue.offer(copy(side, 2));
        assertThat(counters.dropped.sum()).isEqualTo(1);
        queue.offer(copy(side, 1));
        assertThat(counters.dropped.sum()).isEqualTo(1);
        assertThat(queue.hasRoom()).isFalse();
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void requestThatCannotBeMade_isFailedAndTheNextIsAsked() throws Exception {
    Vertx vertx = Vertx.vertx();
    Answer said = new Answer(200, "text/plain", Buffer.buffer(new byte[1]));
    Target broken =
        Target.of(
            "broken",
            null,
            (client, request, keeps) -> {
              throw new IllegalStateException("no");
            });
    Target right =
        Target.of(
            "right",
            null,
            (client, request, keeps) ->
                Future.succeededFuture(
                    new WholeAnswer(
                        said.status(),
                        Fields.of(HttpHeaders.headers().add("Content-Type", "text/plain")),
                        said.body())));
    try (ShadowQueue queue =
        new ShadowQueue(vertx, clients(vertx), ShadowConfig.DEFAULT, Clock.systemUTC())) {
      queue.offer(copy(broken, 1));
      queue.offer(copy(right, 1));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (counters.matched.sum() == 0 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(counters.failed.sum()).isEqualTo(1);
      assertThat(counters.matched.sum()).isEqualTo(1);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  /** From another thread an answer could be over before anybody listens, and count as failed. */
  @Test
  void sides_areAskedOnAnEventLoop() throws Exception {
    Vertx vertx = Vertx.vertx();
    CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
    Target side =
        Target.of(
            "side",
            null,
            (client, request, keeps) -> {
              onLoop.complete(Context.isOnEventLoopThread());
              return Future.failedFuture("enough");
            });
    try (ShadowQueue queue =
        new ShadowQueue(vertx, clients(vertx), ShadowConfig.DEFAULT, Clock.systemUTC())) {
      queue.offer(copy(side, 1));
      assertThat(onLoop.get(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }
}
