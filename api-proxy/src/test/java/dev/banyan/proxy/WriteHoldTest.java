package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Capability;
import dev.banyan.control.Side;
import dev.banyan.control.WriteStage;
import dev.banyan.proxy.hold.HoldConfig;
import dev.banyan.proxy.upstream.PoolConfig;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class WriteHoldTest {

  private static final String PATH = "/users/a/following/";
  private static final Duration ABANDON = Duration.ofSeconds(60);

  /** Longer than a test may take: nothing ends by time. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ProxyRig rig = new ProxyRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  private void limit(Duration limit, int max) {
    rig.close();
    rig =
        new ProxyRig(
            p -> ProxyRig.with(p, new HoldConfig(limit, max, ABANDON, DataSize.ofMegabytes(1))));
  }

  private int waiting() {
    return hold("waiting");
  }

  private int hold(String what) {
    return rig.status("relationships").getJsonObject("hold").getInteger(what);
  }

  @Test
  void held_waitsAndGoesToTheNewOwner() {
    Capability held = rig.change("relationships", Capability::held);

    CompletableFuture<HttpResponse<String>> write = rig.sendAsync(rig.put(PATH + "b", "a"));
    ProxyRig.await(() -> waiting() == 1);
    assertThat(write).isNotDone();
    assertThat(rig.legacy.seen).isEmpty();
    rig.store.change("relationships", c -> c.ownedByServerless(ProxyRig.POSITION_1));

    assertThat(write.join().statusCode()).isEqualTo(200);
    assertThat(write.join().headers().firstValue("X-Banyan-Side")).contains("serverless");
    assertThat(rig.legacy.seen).isEmpty();
    assertThat(rig.status("relationships").getJsonObject("hold").getInteger("held")).isEqualTo(1);
    assertThat(rig.status("relationships").getJsonObject("hold").getLong("revision"))
        .isEqualTo(held.revision());
  }

  @Test
  void held_isNotAcknowledgedWhileAWriteIsOnItsWay() {
    Queue<HttpServerRequest> open = new ConcurrentLinkedQueue<>();
    rig.legacy.answer = open::add;
    rig.change("relationships", c -> c.withAnnounced(true));
    CompletableFuture<HttpResponse<String>> write = rig.sendAsync(rig.put(PATH + "b", "a"));
    ProxyRig.await(() -> !open.isEmpty());

    Capability held = rig.store.change("relationships", Capability::held);
    ProxyRig.await(() -> rig.status("relationships").getLong("revision") == held.revision());
    // Several polls later it is still not acknowledged: the write has no answer.
    String seen = rig.status().getJsonObject("control").getString("lastReadAt");
    ProxyRig.await(
        () -> rig.status().getJsonObject("control").getString("lastReadAt").compareTo(seen) > 0);
    assertThat(rig.store.isAcknowledged(held)).isFalse();

    open.remove().response().setStatusCode(204).end();
    ProxyRig.await(() -> rig.store.isAcknowledged(held));
    assertThat(write.join().statusCode()).isEqualTo(204);
    rig.store.change("relationships", Capability::released);
  }

  @Test
  void timedOutWrite_isOnItsWayUntilItsSideAnswers() {
    Queue<HttpServerRequest> open = new ConcurrentLinkedQueue<>();
    rig.legacy.answer = open::add;
    rig.change("relationships", c -> c.withAnnounced(true));
    HttpRequest delete =
        rig.request(PATH + "b").DELETE().header("Authorization", ProxyRig.bearer("a")).build();

    assertThat(rig.send(delete).statusCode()).isEqualTo(504);
    Capability held = rig.store.change("relationships", Capability::held);
    ProxyRig.await(() -> rig.status("relationships").getLong("revision") == held.revision());
    assertThat(rig.status("relationships").getInteger("writesOnTheirWay")).isEqualTo(1);
    assertThat(rig.store.isAcknowledged(held)).isFalse();

    open.remove().response().setStatusCode(204).end();
    ProxyRig.await(() -> rig.store.isAcknowledged(held));
    rig.store.change("relationships", Capability::released);
  }

  @Test
  void switchUnderLoad_losesNothingAndKeepsOrder() {
    AtomicBoolean switched = new AtomicBoolean();
    List<String> late = new ArrayList<>();
    rig.legacy.answer =
        request -> {
          if (switched.get()) {
            synchronized (late) {
              late.add(request.uri());
            }
          }
          request
              .response()
              .setStatusCode(204)
              .putHeader("X-Banyan-Position", ProxyRig.POSITION_1)
              .end();
        };
    rig.serverless.answer = request -> request.response().setStatusCode(204).end();
    rig.change("relationships", c -> c.withAnnounced(true));
    AtomicBoolean stop = new AtomicBoolean();
    List<CompletableFuture<Integer>> writers =
        Stream.iterate(0, i -> i + 1).limit(8).map(i -> writer(i, stop)).toList();
    ProxyRig.await(() -> rig.legacy.seen.size() > 200);

    rig.change("relationships", Capability::held);
    int before = rig.legacy.seen.size();
    switched.set(true);
    ProxyRig.await(() -> waiting() == 8);
    assertThat(rig.legacy.seen).hasSize(before);
    rig.store.change("relationships", c -> c.ownedByServerless(ProxyRig.POSITION_1));
    ProxyRig.await(() -> rig.serverless.seen.size() > 200);
    stop.set(true);
    int written = writers.stream().mapToInt(CompletableFuture::join).sum();

    assertThat(late).isEmpty();
    long asked =
        Stream.concat(rig.legacy.seen.stream(), rig.serverless.seen.stream())
            .filter(seen -> seen.method().equals("PUT")) // the rest asks for positions
            .count();
    assertThat(asked).isEqualTo(written);
    for (int writer = 0; writer < 8; writer++) {
      assertThat(numbersOf(writer)).isSorted().doesNotHaveDuplicates();
    }
    assertThat(rig.status("relationships").getJsonObject("hold").getLong("longestMillis"))
        .isPositive();
  }

  private CompletableFuture<Integer> writer(int writer, AtomicBoolean stop) {
    return CompletableFuture.supplyAsync(
        () -> {
          int number = 0;
          while (!stop.get()) {
            HttpResponse<String> answer =
                rig.send(rig.put("/users/w" + writer + "/following/" + number, "w" + writer));
            assertThat(answer.statusCode()).isEqualTo(204);
            number++;
          }
          return number;
        },
        task -> {
          Thread thread = new Thread(task);
          thread.setDaemon(true);
          thread.start();
        });
  }

  private List<Integer> numbersOf(int writer) {
    String prefix = "/users/w" + writer + "/following/";
    return Stream.concat(rig.legacy.seen.stream(), rig.serverless.seen.stream())
        .map(TestSide.Seen::uri)
        .filter(uri -> uri.startsWith(prefix))
        .map(uri -> Integer.parseInt(uri.substring(prefix.length())))
        .toList();
  }

  @Test
  void clientThatLeavesWhileHeld_isNotSentAndDoesNotKeepTheSwitch() throws Exception {
    rig.change("relationships", c -> c.withAnnounced(true));
    rig.change("relationships", Capability::held);
    CompletableFuture<HttpResponse<String>> stays =
        rig.sendAsync(rig.put("/users/a/following/stays", "a"));
    try (Socket leaves = new Socket("127.0.0.1", rig.proxy.port())) {
      leaves
          .getOutputStream()
          .write(
              "PUT /users/a/following/leaves HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      ProxyRig.await(() -> waiting() == 2);
    }
    ProxyRig.await(() -> waiting() == 1);

    Capability released = rig.change("relationships", Capability::released);

    assertThat(stays.join().statusCode()).isEqualTo(200);
    ProxyRig.await(() -> rig.store.isAcknowledged(released));
    assertThat(rig.legacy.seen)
        .extracting(TestSide.Seen::uri)
        .containsExactly("/users/a/following/stays");
  }

  @Test
  void holdOfOneCapability_leavesTheOtherAlone() {
    rig.change("feed", Capability::held);

    assertThat(rig.send(rig.put("/users/a/following/b", "a")).statusCode()).isEqualTo(200);
    assertThat(waiting()).isZero();
  }

  @Test
  void bodyOfAHeldWrite_arrivesWhole() {
    StringBuffer received = new StringBuffer();
    rig.serverless.answer =
        request ->
            request.bodyHandler(
                body -> {
                  received.append(body);
                  request.response().end();
                });
    rig.change("relationships", Capability::held);
    String body = "0123456789".repeat(100_000);
    CompletableFuture<HttpResponse<String>> write =
        rig.sendAsync(
            rig.request(PATH + "b").PUT(HttpRequest.BodyPublishers.ofString(body)).build());
    ProxyRig.await(() -> waiting() == 1);

    rig.store.change("relationships", c -> c.ownedByServerless(ProxyRig.POSITION_1));

    assertThat(write.join().statusCode()).isEqualTo(200);
    assertThat(received.toString()).isEqualTo(body);
  }

  @Test
  void moreThanTheBounds_waitUnreadAndArriveWhole() {
    limit(PATIENCE, 4); // 1 MB: sixteen bodies
    StringBuffer received = new StringBuffer();
    rig.legacy.answer =
        request ->
            request.bodyHandler(
                body -> {
                  received.append(body.length()).append(' ');
                  request.response().end();
                });
    rig.change("relationships", Capability::held);
    HttpRequest.BodyPublisher large = HttpRequest.BodyPublishers.ofByteArray(new byte[3_000_000]);
    List<CompletableFuture<HttpResponse<String>>> writes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      writes.add(rig.sendAsync(rig.put(PATH + "few" + i, "a")));
      writes.add(rig.sendAsync(rig.request(PATH + "large" + i).PUT(large).build()));
    }
    ProxyRig.await(() -> waiting() == 8);
    assertThat(hold("unread")).isEqualTo(4);
    assertThat(hold("refused")).isZero();

    rig.store.change("relationships", Capability::released);

    assertThat(writes).allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
    assertThat(received.toString().split(" "))
        .containsOnly("0", "3000000")
        .filteredOn("3000000"::equals)
        .hasSize(4);
    assertThat(rig.side(rig.put(PATH + "after", "a"))).isEqualTo("legacy");
  }

  @Test
  void streamsBeyondTheBounds_waitAndArrive() {
    limit(PATIENCE, 1);
    rig.change("relationships", Capability::held);
    HttpClientAgent streams =
        rig.vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    List<CompletableFuture<Integer>> writes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      writes.add(
          streams
              .request(HttpMethod.PUT, rig.proxy.port(), "127.0.0.1", PATH + i)
              .compose(request -> request.send("body"))
              .map(HttpClientResponse::statusCode)
              .toCompletionStage()
              .toCompletableFuture());
    }
    ProxyRig.await(() -> hold("unread") >= 1);

    rig.store.change("relationships", Capability::released);

    assertThat(writes).allSatisfy(one -> assertThat(one.join()).isEqualTo(200));
  }

  @Test
  void moreThanConnectionsToTheOwner_arriveAll() {
    rig.close();
    PoolConfig d = PoolConfig.DEFAULT;
    PoolConfig few = new PoolConfig(16, 520, PATIENCE, d.keepAlive(), d.idle(), false, false);
    HoldConfig hold = new HoldConfig(PATIENCE, 10_000, ABANDON, DataSize.ofMegabytes(1));
    rig =
        new ProxyRig(
            p -> Records.with(Records.with(ProxyRig.with(p, hold), "pool", few), "eventLoops", 1));
    rig.change("relationships", Capability::held);
    List<CompletableFuture<HttpResponse<String>>> writes = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      writes.add(rig.sendAsync(rig.put("/users/w" + i + "/following/b", null)));
    }
    ProxyRig.await(() -> waiting() == 700);

    rig.store.change("relationships", Capability::released);

    assertThat(writes).allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
    assertThat(rig.legacy.seen).hasSize(700);
  }

  @Test
  void limit_putsTheRecordBackBeforeLegacyGetsAnything() {
    limit(Duration.ofMillis(400), 100);
    Capability held = rig.change("relationships", Capability::held);
    AtomicBoolean releasedFirst = new AtomicBoolean();
    rig.legacy.answer =
        request -> {
          releasedFirst.set(
              rig.store.capability("relationships").orElseThrow().writeStage()
                  == WriteStage.LEGACY);
          request.response().setStatusCode(204).end();
        };

    HttpResponse<String> write = rig.send(rig.put(PATH + "b", "a"));

    assertThat(write.statusCode()).isEqualTo(204);
    assertThat(releasedFirst).isTrue();
    Capability present = rig.store.capability("relationships").orElseThrow();
    assertThat(present).isEqualTo(held.released());
    assertThat(rig.store.auditLog("relationships"))
        .last()
        .satisfies(entry -> assertThat(entry.who()).isEqualTo("proxy proxy-1"));
  }

  @Test
  void limit_followsARecordThatMovedMeanwhile() {
    limit(Duration.ofMillis(300), 100);
    AtomicBoolean once = new AtomicBoolean();
    rig.store.beforeReplace =
        () -> {
          if (once.compareAndSet(false, true)) {
            rig.store.change("relationships", c -> c.ownedByServerless(ProxyRig.POSITION_1));
          }
        };
    rig.change("relationships", Capability::held);

    HttpResponse<String> write = rig.send(rig.put(PATH + "b", "a"));

    assertThat(write.headers().firstValue("X-Banyan-Side")).contains("serverless");
    assertThat(rig.legacy.seen).isEmpty();
    assertThat(rig.store.capability("relationships").orElseThrow().owner())
        .isEqualTo(Side.SERVERLESS);
  }

  @Test
  void limit_whileTheStoreIsAway_answers503UntilItIsBack() {
    limit(Duration.ofMillis(400), 100);
    rig.store.beforeReplace = () -> rig.store.away = true; // when the limit is over, not before
    rig.change("relationships", Capability::held);

    HttpResponse<String> held = rig.send(rig.put(PATH + "b", "a"));
    HttpResponse<String> next = rig.send(rig.put(PATH + "c", "a"));

    assertThat(held.statusCode()).isEqualTo(503);
    assertThat(held.headers().firstValue("Retry-After")).contains("1");
    assertThat(next.statusCode()).isEqualTo(503);
    assertThat(rig.legacy.seen).isEmpty();
    rig.store.beforeReplace = () -> {};
    rig.store.away = false;
    ProxyRig.await(() -> rig.status("relationships").getString("writeStage").equals("LEGACY"));
    assertThat(rig.side(rig.put(PATH + "d", "a"))).isEqualTo("legacy");
  }

  @Test
  void ownerThatChangesUnheld_waitsForWritesToTheFormer() {
    Queue<HttpServerRequest> open = new ConcurrentLinkedQueue<>();
    rig.legacy.answer = open::add;
    rig.change("relationships", c -> c.withAnnounced(true));
    CompletableFuture<HttpResponse<String>> first = rig.sendAsync(rig.put(PATH + "b", "a"));
    ProxyRig.await(() -> !open.isEmpty());
    Capability moved =
        rig.store.change("relationships", c -> c.ownedByServerless(ProxyRig.POSITION_1));
    ProxyRig.await(() -> rig.status("relationships").getLong("revision") == moved.revision());

    CompletableFuture<HttpResponse<String>> second = rig.sendAsync(rig.put(PATH + "c", "a"));
    ProxyRig.await(() -> waiting() == 1);
    assertThat(rig.serverless.seen).isEmpty();
    assertThat(rig.store.isAcknowledged(moved)).isFalse();
    open.remove().response().setStatusCode(204).end();

    assertThat(first.join().headers().firstValue("X-Banyan-Side")).contains("legacy");
    assertThat(second.join().headers().firstValue("X-Banyan-Side")).contains("serverless");
    ProxyRig.await(() -> rig.store.isAcknowledged(moved));
  }

  @Test
  void close_leavesTheRegister() {
    assertThat(rig.store.proxies()).hasSize(1);

    rig.proxy.close();

    assertThat(rig.store.proxies()).isEmpty();
  }
}
