package dev.banyan.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Side;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.SideRequest;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.wire.Fields;
import dev.banyan.proxy.wire.WireLimits;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class Http1SidesTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static final WireLimits LIMITS =
      new WireLimits(8_192, 16_384, 100, Duration.ofSeconds(5), 0, false);

  /** For a connection: longer than a test waits. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private Http1Sides sides;
  private ScriptedSide side;

  @AfterEach
  void close() throws Exception {
    if (side != null) {
      side.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void start(int size, int queue, ScriptedSide.Script script) throws Exception {
    start(size, queue, PATIENCE, script);
  }

  private void start(int size, int queue, Duration connect, ScriptedSide.Script script)
      throws Exception {
    side = new ScriptedSide(script);
    PoolConfig pool =
        new PoolConfig(
            size, queue, connect, Duration.ofSeconds(10), Duration.ofSeconds(60), false, false);
    onLoop(() -> sides = new Http1Sides(vertx, context, pool, LIMITS));
  }

  private void start(ScriptedSide.Script script) throws Exception {
    start(4, 4, script);
  }

  private void onLoop(Runnable task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        go -> {
          try {
            task.run();
            done.complete(null);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    done.get(10, TimeUnit.SECONDS);
  }

  private Asking ask(HttpMethod method, Asking asking) throws Exception {
    Upstream upstream = new Upstream(Side.LEGACY, false, "127.0.0.1", side.port(), "");
    onLoop(() -> sides.ask(upstream, method, "/x?y=1", asking));
    return asking;
  }

  private Asking get() throws Exception {
    return ask(HttpMethod.GET, Asking.simply());
  }

  /** Answers nothing before it may. */
  private static ScriptedSide.Script onceGone(CountDownLatch go) {
    return c -> {
      c.head();
      go.await();
      c.say(OK);
      c.serve(OK);
    };
  }

  private static Fields length(String bytes) {
    Fields fields = new Fields();
    fields.add("Content-Length", bytes);
    return fields;
  }

  private static Asking posting(String length, String body) {
    return new Asking(
        request -> {
          if (length != null) {
            request.head(length(length));
          }
          request.write(Buffer.buffer(body));
          request.end();
        });
  }

  @Test
  void requests_oneAfterTheOther_shareAConnection() throws Exception {
    List<String> heads = new ArrayList<>();
    start(
        c -> {
          for (String head = c.head(); head != null; head = c.head()) {
            heads.add(head);
            c.say(OK);
          }
        });
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(side.connections()).isEqualTo(1);
    assertThat(heads)
        .containsOnly("GET /x?y=1 HTTP/1.1\r\nHost: 127.0.0.1:" + side.port() + "\r\n\r\n");
  }

  /** Timers that are set there are the loop's. */
  @Test
  void askers_areToldInTheLoopsContext() throws Exception {
    start(c -> c.serve(OK));
    assertThat(get().outcome()).isEqualTo("200 ok"); // there is a connection now
    CompletableFuture<Context> in = new CompletableFuture<>();

    ask(
        HttpMethod.GET,
        new Asking(
            request -> {
              in.complete(Vertx.currentContext());
              request.end();
            }));

    assertThat(in.get(10, TimeUnit.SECONDS)).isSameAs(context);
  }

  @Test
  void idleConnectionThatTheSideClosed_isNotUsed() throws Exception {
    start(
        c -> {
          c.head();
          c.say(OK);
          if (c.number() > 1) {
            c.serve(OK);
          }
        });
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(side.awaitEnd()).isTrue();
    assertThat(get().outcome()).as("the loop may not have heard of it").isIn("200 ok", "broken");
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(side.connections()).isEqualTo(2);
  }

  @Test
  void sideThatHalfCloses_isNotAskedAgain() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    start(
        c -> {
          c.head();
          c.say(OK);
          if (c.number() == 1) {
            c.socket().shutdownOutput();
            assertThat(c.socket().getInputStream().read()).isEqualTo(-1);
            done.countDown();
          }
        });
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(side.connections()).isEqualTo(2);
  }

  @Test
  void connectionThatTheSideWillClose_isNotKept() throws Exception {
    for (String head :
        List.of(
            "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 2\r\n\r\nok")) {
      start(c -> c.serve(head));
      assertThat(get().outcome()).isEqualTo("200 ok");
      assertThat(get().outcome()).isEqualTo("200 ok");
      assertThat(side.connections()).as(head).isEqualTo(2);
      side.close();
    }
  }

  @Test
  void bodyToTheEndOfTheConnection_isWhole() throws Exception {
    start(
        c -> {
          c.head();
          c.say("HTTP/1.1 200 OK\r\n\r\nto the end");
        });
    assertThat(get().outcome()).isEqualTo("200 to the end");
    assertThat(get().outcome()).isEqualTo("200 to the end");
  }

  @Test
  void answerThatIsCut_isBroken() throws Exception {
    start(
        c -> {
          c.head();
          c.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok");
        });
    assertThat(get().outcome()).isEqualTo("200 cut");
  }

  @Test
  void sideThatHangsUp_isBroken() throws Exception {
    start(c -> c.head());
    assertThat(get().outcome()).isEqualTo("broken");
  }

  @Test
  void sideThatSaysTooMuch_losesItsConnection() throws Exception {
    start(c -> c.serve(OK + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nforge"));
    assertThat(get().outcome()).isIn("200 ok", "broken");
    assertThat(side.awaitEnd()).isTrue();
    Asking second = get();
    assertThat(second.outcome()).isIn("200 ok", "broken");
    assertThat(side.connections()).isEqualTo(2);
  }

  @Test
  void provisionalAnswers_arePassedOver_andHeadHasNoBody() throws Exception {
    start(
        c ->
            c.serve(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"));
    assertThat(ask(HttpMethod.HEAD, Asking.simply()).outcome()).isEqualTo("200 ");
    assertThat(ask(HttpMethod.HEAD, Asking.simply()).outcome()).isEqualTo("200 ");
    assertThat(side.connections()).isEqualTo(1);
  }

  @Test
  void chunkedAnswer_bringsItsTrailers() throws Exception {
    start(
        c ->
            c.serve(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\nok\r\n1\r\n!\r\n0\r\nSum: 3\r\n\r\n"));
    Asking asking = get();
    assertThat(asking.outcome()).isEqualTo("200 ok!");
    assertThat(asking.answer.get().trailers().get("Sum")).isEqualTo("3");
  }

  @Test
  void body_isSentWithItsLength_orInChunks() throws Exception {
    List<String> read = new ArrayList<>();
    start(
        c -> {
          read.add(c.upTo("body"));
          c.say(OK);
          read.add(c.upTo("0\r\n\r\n"));
          c.say(OK);
        });
    assertThat(ask(HttpMethod.POST, posting("4", "body")).outcome()).isEqualTo("200 ok");
    assertThat(ask(HttpMethod.POST, posting(null, "parts")).outcome()).isEqualTo("200 ok");
    assertThat(read.get(0)).contains("Content-Length: 4\r\n\r\nbody");
    assertThat(read.get(1)).contains("Transfer-Encoding: chunked\r\n\r\n5\r\nparts\r\n0\r\n\r\n");
    assertThat(side.connections()).isEqualTo(1);
  }

  @Test
  void bodyOfAnotherLengthThanItSays_breaksTheConnection() throws Exception {
    start(c -> c.serve(OK));
    assertThat(ask(HttpMethod.POST, posting("3", "body")).outcome()).isEqualTo("broken");
    assertThat(ask(HttpMethod.POST, posting("5", "body")).outcome()).isEqualTo("broken");
    Asking missing =
        new Asking(
            request -> {
              request.head(length("5"));
              request.end();
            });
    assertThat(ask(HttpMethod.POST, missing).outcome()).isEqualTo("broken");
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(side.connections()).isEqualTo(4);
  }

  @Test
  void earlyAnswer_isPassedOn_andItsConnectionIsNotUsedAgain() throws Exception {
    start(c -> c.serve("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno"));
    Asking asking =
        ask(
            HttpMethod.POST,
            new Asking(
                request -> {
                  request.head(length("100"));
                  request.write(Buffer.buffer("begin"));
                }));
    assertThat(asking.outcome()).isEqualTo("413 no");
    SideRequest late = asking.request.get();
    onLoop(
        () -> {
          late.write(Buffer.buffer("GET /smuggled HTTP/1.1\r\n\r\n"));
          late.end();
          late.reset();
        });
    assertThat(get().outcome()).isEqualTo("413 no");
    assertThat(side.connections()).isEqualTo(2);
  }

  @Test
  void resetInTheMiddle_closesTheConnection_andAfterTheEndDoesNothing() throws Exception {
    start(
        c -> {
          c.head();
          c.say(c.number() == 1 ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbegun" : OK);
          c.serve(OK);
        });
    Asking first = get();
    first.answer.get(10, TimeUnit.SECONDS);
    onLoop(() -> first.request.join().reset());
    assertThat(side.awaitEnd()).isTrue();
    Asking second = get();
    assertThat(second.outcome()).isEqualTo("200 ok");
    onLoop(() -> second.request.join().reset());
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(side.connections()).isEqualTo(2);
    assertThat(first.isOver()).as("who resets is not told").isFalse();
  }

  /** The end has come with the part, and the connection is free, or another's, by then. */
  @Test
  void slowOrGoneAtTheLastPart_doesNotTouchTheNextOnesConnection() throws Exception {
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    start(1, 4, c -> c.serve(chunked));
    Asking slow = Asking.simply();
    slow.atPart = SideAnswer::pause;
    assertThat(ask(HttpMethod.GET, slow).outcome()).isEqualTo("200 ok");
    assertThat(get().outcome()).isEqualTo("200 ok");

    Asking gone = Asking.simply();
    gone.atPart = answer -> gone.request.join().reset();
    ask(HttpMethod.GET, gone).answer.get(10, TimeUnit.SECONDS);
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(side.connections()).isEqualTo(1);
  }

  /** Head, body and end come in one read. */
  @Test
  void resetAtTheHead_isToldNothingMore() throws Exception {
    start(c -> c.serve(OK));
    Asking asking = Asking.simply();
    asking.resets = true;
    ask(HttpMethod.GET, asking).answer.get(10, TimeUnit.SECONDS);
    assertThat(side.awaitEnd()).isTrue();
    onLoop(() -> {});
    assertThat(asking.isOver()).isFalse();
    assertThat(asking.bytes()).isZero();
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(side.connections()).isEqualTo(2);
  }

  @Test
  void requestThatWasNotBegun_givesItsConnectionBack() throws Exception {
    start(c -> c.serve(OK));
    ask(HttpMethod.GET, new Asking(SideRequest::reset)).request.get(10, TimeUnit.SECONDS);
    assertThat(get().outcome()).isEqualTo("200 ok");
    assertThat(side.connections()).isEqualTo(1);
  }

  @Test
  void moreThanTheConnections_wait_andMoreThanTheQueueAreRefused() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    start(1, 2, onceGone(go));
    Asking first = get();
    first.request.get(10, TimeUnit.SECONDS);
    Asking given = get();
    Asking second = get();
    assertThat(get().outcome()).isEqualTo("unconnected: ConnectionPoolTooBusyException");
    given.wanted = false;
    go.countDown();
    assertThat(first.outcome()).isEqualTo("200 ok");
    assertThat(second.outcome()).isEqualTo("200 ok");
    assertThat(given.request).as("nobody wanted it any more").isNotDone();
    assertThat(side.connections()).isEqualTo(1);
  }

  @Test
  void whoWaitsTooLong_isTold_andTheNextAreServed() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    start(1, 4, Duration.ofMillis(500), onceGone(go));
    Asking first = get();
    assertThat(get().outcome()).isEqualTo("unconnected: ConnectionPoolTooBusyException");
    go.countDown();
    assertThat(first.outcome()).isEqualTo("200 ok");
    assertThat(get().outcome()).isEqualTo("200 ok");
  }

  /** Without this, two clients that read nothing would have all connections for a minute. */
  @Test
  void answersThatNobodyTakes_giveUpTheirConnectionsToThoseWhoWait() throws Exception {
    start(
        2,
        4,
        c -> {
          c.head();
          c.say(c.number() > 2 ? OK : "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n12");
          c.serve(OK);
        });
    Asking first = stalled();
    Asking second = stalled();
    assertThat(first.isOver()).as("nobody waits").isFalse();

    assertThat(get().outcome()).isEqualTo("200 ok");

    assertThat(first.outcome()).isEqualTo("200 cut");
    assertThat(second.isOver()).isFalse();
  }

  private Asking stalled() throws Exception {
    Asking asking = Asking.simply();
    asking.pauses = true;
    ask(HttpMethod.GET, asking).answer.get(10, TimeUnit.SECONDS);
    return asking;
  }

  /** One that goes on, however slowly, is none of them. */
  @Test
  void answerThatIsTakenAgain_keepsItsConnection() throws Exception {
    start(
        1,
        4,
        Duration.ofMillis(1_500),
        c -> {
          c.head();
          c.say("HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n12");
          c.serve(OK);
        });
    Asking slow = stalled();
    onLoop(slow.answer.join()::resume);

    assertThat(get().outcome()).isEqualTo("unconnected: ConnectionPoolTooBusyException");
    assertThat(slow.isOver()).isFalse();
  }

  @Test
  void waiting_endsWithAConnection_whenTheOneThatWasWaitedForBreaks() throws Exception {
    start(
        1,
        4,
        c -> {
          c.head();
          if (c.number() > 1) {
            c.say(OK);
            c.serve(OK);
          }
        });
    Asking first = get();
    Asking second = get();
    Asking third = get();
    assertThat(first.outcome()).isEqualTo("broken");
    assertThat(second.outcome()).isEqualTo("200 ok");
    assertThat(third.outcome()).isEqualTo("200 ok");
    assertThat(side.connections()).isEqualTo(2);
  }

  @Test
  void sideThatIsNotThere_isUnconnected_forAllWhoWait() throws Exception {
    start(1, 4, c -> {});
    int nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nobody = closed.getLocalPort();
    }
    Upstream gone = new Upstream(Side.LEGACY, false, "127.0.0.1", nobody, "");
    List<Asking> askings = List.of(Asking.simply(), Asking.simply(), Asking.simply());
    onLoop(() -> askings.forEach(each -> sides.ask(gone, HttpMethod.GET, "/", each)));
    for (Asking each : askings) {
      assertThat(each.outcome()).startsWith("unconnected");
    }
  }

  @Test
  void sideThatDoesNotSpeakTls_isUnconnected() throws Exception {
    start(
        c -> {
          c.socket().getInputStream().read();
          c.say("HTTP/1.1 400 Bad Request\r\n\r\n");
        });
    Asking asking = Asking.simply();
    Upstream upstream = new Upstream(Side.LEGACY, true, "127.0.0.1", side.port(), "");
    onLoop(() -> sides.ask(upstream, HttpMethod.GET, "/", asking));
    assertThat(asking.outcome()).startsWith("unconnected");
  }

  @Test
  void pausedAnswer_keepsTheSideWaiting() throws Exception {
    int length = 16 * 1024 * 1024;
    CompletableFuture<Boolean> sent = new CompletableFuture<>();
    start(
        c -> {
          c.head();
          c.say("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
          c.socket().getOutputStream().write(new byte[length]);
          sent.complete(true);
        });
    Asking asking = Asking.simply();
    asking.pauses = true;
    ask(HttpMethod.GET, asking);
    SideAnswer answer = asking.answer.get(10, TimeUnit.SECONDS);
    assertThat(sent.copy().completeOnTimeout(false, 500, TimeUnit.MILLISECONDS).get()).isFalse();
    onLoop(() -> assertThat(asking.bytes()).as("what one read had brought").isLessThan(256 * 1024));
    onLoop(answer::resume);
    assertThat(asking.outcome()).hasSize(length + "200 ".length());
  }
}
