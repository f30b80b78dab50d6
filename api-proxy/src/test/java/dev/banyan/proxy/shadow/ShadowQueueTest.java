package dev.banyan.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Side;
import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.SideClients;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.upstream.WholeAnswer;
import dev.banyan.proxy.wire.Fields;
import dev.banyan.proxy.wire.WireLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The bound of what all copies together keep, which is not the queue's length; and failures. */
class ShadowQueueTest {

  private static final int MEGABYTE = 1024 * 1024;

  private final Copies copies = new Copies();
  private final ProxyCounters.OfRoute counters = copies.counters;

  private static SideClients clients(Vertx vertx) {
    return new SideClients(
        vertx,
        PoolConfig.DEFAULT,
        new WireLimits(8_000, 8_000, 100, Duration.ofSeconds(10), 0, true));
  }

  private static Target says(Buffer body) {
    return Target.of(
        "side",
        null,
        (client, request, keeps) ->
            Future.succeededFuture(
                new WholeAnswer(
                    200,
                    Fields.of(HttpHeaders.headers().add("Content-Type", "text/plain")),
                    body)));
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
      queue.offer(copies.of(side, 1));
      try (Socket asked = silent.accept()) { // no other is asked before this one is answered
        queue.offer(copies.of(side, 8 * MEGABYTE));
        queue.offer(copies.of(side, 8 * MEGABYTE - 1));
        assertThat(counters.dropped.sum()).isZero();
        assertThat(queue.hasRoom()).isTrue();

        queue.offer(copies.of(side, 2));
        assertThat(counters.dropped.sum()).isEqualTo(1);
        queue.offer(copies.of(side, 1));
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
    Target broken =
        Target.of(
            "broken",
            null,
            (client, request, keeps) -> {
              throw new IllegalStateException("no");
            });
    Target right = says(Buffer.buffer(new byte[1]));
    try (ShadowQueue queue =
        new ShadowQueue(vertx, clients(vertx), ShadowConfig.DEFAULT, Clock.systemUTC())) {
      queue.offer(copies.of(broken, 1));
      queue.offer(copies.of(right, 1));
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

  /** Whoever asks again in the same queue as others finds it full, and the difference is lost. */
  @Test
  void differences_areFoundWhileMoreIsCopiedThanCanBeAsked() throws Exception {
    Vertx vertx = Vertx.vertx();
    ShadowConfig few =
        new ShadowConfig(
            2, 1, 1_000, Duration.ofSeconds(5), Duration.ofMillis(5), 100, Duration.ofHours(1));
    Buffer right = Buffer.buffer("right");
    Target legacy = says(right);
    Target serverless = says(Buffer.buffer("wrong"));
    try (ShadowQueue queue = new ShadowQueue(vertx, clients(vertx), few, Clock.systemUTC())) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (counters.differed.sum() < 5 && System.nanoTime() < deadline) {
        queue.offer(copies.of(legacy, serverless, right)); // full at any time
      }
      assertThat(counters.differed.sum()).isGreaterThanOrEqualTo(5);
      assertThat(counters.matched.sum()).isZero();
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
      queue.offer(copies.of(side, 1));
      assertThat(onLoop.get(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }
}
