package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.route.RoutingDecision;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.StreamedAnswer;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.wire.Refusal;
import dev.banyan.proxy.wire.RequestWire;
import dev.banyan.proxy.wire.StreamFields;
import dev.banyan.proxy.wire.UnderWay;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request of a client and its answer. Runs on its event loop only. */
abstract class Exchange {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** What nginx logs for a client that left before its answer. */
  private static final int CLIENT_CLOSED = 499;

  final EventLoop loop;
  final HttpServerRequest request;
  final boolean hasBody;
  private final boolean namesUpgrade;
  final @Nullable StreamPace pace;
  final @Nullable LiveRoute live;
  final Operator.Asked asked;
  final Trail trail;
  final RequestRecord record;
  private @Nullable Attempt attempt;
  private boolean gone;
  private int headBytes;
  private @Nullable UnderWay underWay;

  Exchange(EventLoop loop, HttpServerRequest request, @Nullable LiveRoute live) {
    this.loop = loop;
    this.request = request;
    this.live = live;
    this.record = new RequestRecord(this);
    this.hasBody = hasBody(request);
    this.namesUpgrade = request.headers().contains(HttpHeaders.UPGRADE);
    this.trail = new Trail(request.headers());
    this.asked = loop.plane.operator.of(request.headers());
    this.pace = hasBody && request.version() == HttpVersion.HTTP_2 ? pace() : null;
  }

  private StreamPace pace() {
    int rate = loop.plane.config.wire().bodyRate();
    Refusal late = new Refusal(408, "the body came too slowly");
    return new StreamPace(loop.deadlines, request, rate, () -> bodyRefused(late));
  }

  private static boolean hasBody(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      // Vert.x says that it has ended only when it has said all of it.
      return !request.isEnded()
          && !(request.connection() instanceof ConnectionBase connection
              && StreamFields.isWhole(connection.channel(), request.response().streamId()));
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null
        ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        : length.chars().anyMatch(digit -> digit != '0');
  }

  /** Begins; the client's going away is noticed from here on. */
  final void start() {
    if (hasBody) {
      request.pause();
      watchBody();
    }
    if (loop.plane.isDraining() || Headers.closeAmongOthers(request.headers())) {
      Headers.closeAfter(request);
    }
    request.response().exceptionHandler(e -> clientGone());
    request.response().closeHandler(closed -> closed());
    request.response().bodyEndHandler(end -> ended());
    beginOnConnection();
    int bytes = Headers.memory(request);
    if (loop.heads.take(bytes)) {
      headBytes = bytes;
      begin();
    } else {
      crowdedOut(null, "too many requests are under way");
    }
  }

  /** Of HTTP/2 the codec knows. */
  private void beginOnConnection() {
    if (request.version() != HttpVersion.HTTP_2
        && request.connection() instanceof VertxConnection connection) {
      underWay = UnderWay.of(connection.channel());
      underWay.begins();
    }
  }

  /** Nothing went to a side, or what it agreed to cannot be had. */
  private void crowdedOut(@Nullable Side side, String text) {
    loop.plane.counters.crowdedOut.increment();
    error(side, 503, text);
  }

  private void closed() {
    clientGone();
    letGo(); // whatever came before
  }

  /** What it kept is free for others, and so may be its connection; once. */
  private void letGo() {
    loop.heads.give(headBytes);
    headBytes = 0;
    if (underWay != null) {
      underWay.ends();
      underWay = null;
    }
  }

  private void ended() {
    observe(request.response().getStatusCode());
    RequestWire wire = namesUpgrade ? Refused.wire(request.connection()) : null;
    if (wire != null) {
      wire.staysHttp();
    }
  }

  /** A body may turn out to be malformed, or too slow, when its head has long been sent on. */
  private void watchBody() {
    RequestWire wire = Refused.wire(request.connection());
    if (wire != null) {
      wire.watch(this::bodyRefused);
    }
  }

  private void bodyRefused(Refusal refusal) {
    HttpServerResponse to = request.response();
    if (to.ended() || to.headWritten()) {
      request.connection().close();
      observe(refusal.status());
    } else {
      Refused.answer(request, refusal.status(), refusal.reason());
    }
    gone = true;
    if (attempt != null) {
      attempt.cancel();
    }
  }

  /** Whether the client wants to go on in WebSocket on this connection (RFC 6455, 4.1). */
  final boolean isWebSocket() {
    return namesUpgrade
        && request.version() == HttpVersion.HTTP_1_1
        && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
        && request.method() == HttpMethod.GET
        && Headers.namedByConnection(request.headers()).contains("upgrade");
  }

  /** Asks for the body, if the client waits for that; one in HTTP/1.0 takes 100 for its answer. */
  final void sayContinue() {
    if (pace != null) {
      pace.start();
    }
    if (request.version() != HttpVersion.HTTP_1_0 && request.headers().contains("Expect")) {
      request.response().writeContinue();
    }
  }

  abstract void begin();

  /** Takes a retry from the capability's budget, if there is one left. */
  final boolean mayRetry() {
    return live != null && live.shared().retries().take();
  }

  /** The side has begun to answer. */
  abstract void answered(Attempt attempt, SideAnswer response);

  /** The side gave no answer. */
  abstract void failed(Attempt attempt, Failure failure);

  /** A lingering attempt is over. */
  void settled(Attempt attempt, @Nullable SideAnswer late) {}

  /** The client has gone before its answer was whole. */
  void clientGone() {
    if (!gone && !request.response().ended()) {
      gone = true;
      observe(CLIENT_CLOSED);
      if (attempt != null) {
        attempt.cancel();
      }
    }
  }

  final boolean isGone() {
    return gone;
  }

  final void attempt(Side side, boolean lingers) {
    if (live != null) {
      live.counters().requests(side).increment();
    }
    attempt = new Attempt(this, side, lingers);
    attempt.start();
  }

  /** Remembers why the request goes where it goes. */
  final RoutingDecision decided(RoutingDecision next) {
    record.decided(next);
    return next;
  }

  /** The caller as the route's capability knows them, null if anonymous. */
  final @Nullable String caller() {
    return live == null ? null : Callers.of(request, live, loop);
  }

  /** Who plays a side for this request. */
  final Target target(Side side) {
    return live == null ? loop.plane.target(side) : live.target(side);
  }

  /** Longest request body, in bytes. */
  final long maxBody() {
    return loop.plane.maxBody(live);
  }

  /** Counts and logs the request, once. */
  private void observe(int status) {
    if (record.isTold()) {
      return;
    }
    letGo();
    if (pace != null) {
      pace.end();
    }
    record.tell(status);
  }

  /** Why the request went where it went, as headers and logs spell it. */
  final String why() {
    return record.why();
  }

  final Duration timeout() {
    return live == null ? DEFAULT_TIMEOUT : live.route().timeout();
  }

  /** Path and query in origin form, also if the client sent an absolute URI. */
  final String uri() {
    return OriginForm.uri(request);
  }

  final void relay(Attempt from, SideAnswer answer, @Nullable AnswerCopy copy) {
    if (gone) {
      from.reset();
      return;
    }
    record.answeredBy(from.side);
    try {
      passOn(from, answer, copy);
    } catch (IllegalArgumentException | IllegalStateException e) {
      unfit(from);
    }
  }

  /** What a side answered cannot be said: a name or a value that none may have, or no body. */
  private void unfit(Attempt from) {
    record.answeredBy(null);
    HttpServerResponse to = request.response();
    from.reset();
    if (to.ended() || to.headWritten()) {
      to.reset();
      return;
    }
    ProxyAnswer.instead(to);
    to.setStatusMessage(HttpResponseStatus.BAD_GATEWAY.reasonPhrase());
    unanswerable(from);
  }

  /** The side's answer cannot be passed on, and nothing of it was. */
  void unanswerable(Attempt from) {
    unanswered(from.side, Failure.MALFORMED);
  }

  private void passOn(Attempt from, SideAnswer answer, @Nullable AnswerCopy copy) {
    HttpServerResponse to = request.response();
    Headers.toClient(answer.fields(), to.headers());
    ProxyAnswer.mark(this, to, from.side);
    if (answer.statusCode() == 101 && answer instanceof StreamedAnswer streamed) {
      tunnel(from, streamed);
      return;
    }
    if (!from.isSentWhole()) {
      Headers.closeAfter(request); // the rest of the body is not waited for
    }
    new AnswerRelay(answer, request, copy, loop.memory, from::reset, () -> unfit(from)).start();
  }

  private void tunnel(Attempt from, StreamedAnswer agreed) {
    if (!Tunnel.isWhatWasAsked(request, agreed.response())) {
      unfit(from);
    } else if (loop.tunnels.take(Tunnel.MEMORY)) {
      try {
        Tunnel.open(request, agreed.response(), loop);
      } catch (RuntimeException e) {
        loop.tunnels.give(Tunnel.MEMORY);
        throw e;
      }
      observe(101);
    } else {
      from.reset();
      ProxyAnswer.instead(request.response());
      crowdedOut(from.side, "too many WebSockets are open");
    }
  }

  final void error(@Nullable Side side, int status, String text) {
    ProxyAnswer.error(this, side, status, text);
  }

  final void unanswered(Side side, Failure failure) {
    if (live != null) {
      live.counters().unanswered.increment();
    }
    error(side, failure.status, side.label() + " " + failure.text);
  }
}
