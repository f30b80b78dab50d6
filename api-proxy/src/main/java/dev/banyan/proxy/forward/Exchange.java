package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.wire.Refusal;
import dev.banyan.proxy.wire.RequestWire;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request of a client and its answer. Runs on its event loop only. */
abstract class Exchange {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  final EventLoop loop;
  final HttpServerRequest request;
  final boolean hasBody;
  final @Nullable LiveRoute live;
  private @Nullable Attempt attempt;
  private boolean gone;

  Exchange(EventLoop loop, HttpServerRequest request, @Nullable LiveRoute live) {
    this.loop = loop;
    this.request = request;
    this.live = live;
    this.hasBody = hasBody(request);
  }

  private static boolean hasBody(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      return !request.isEnded();
    }
    String length = request.getHeader("Content-Length");
    return length == null ? request.headers().contains("Transfer-Encoding") : !length.equals("0");
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
    request.response().closeHandler(closed -> clientGone());
    begin();
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
    return request.version() == HttpVersion.HTTP_1_1
        && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        && request.method() == HttpMethod.GET
        && Headers.namedByConnection(request.headers()).contains("upgrade");
  }

  abstract void begin();

  /** The side has begun to answer. */
  abstract void answered(Attempt attempt, HttpClientResponse response);

  /** The side gave no answer. */
  abstract void failed(Attempt attempt, Failure failure);

  /** A lingering attempt is over. */
  void settled(Attempt attempt, @Nullable HttpClientResponse late) {}

  /** The client has gone before its answer was whole. */
  void clientGone() {
    if (!gone && !request.response().ended()) {
      gone = true;
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

  final Duration timeout() {
    return live == null ? DEFAULT_TIMEOUT : live.route().timeout();
  }

  /** Path and query in origin form, also if the client sent an absolute URI. */
  final String uri() {
    String uri = request.uri();
    if (uri.startsWith("/") || uri.equals("*")) {
      return uri;
    }
    String query = request.query();
    return query == null ? request.path() : request.path() + "?" + query;
  }

  final void relay(Attempt from, HttpClientResponse answer, @Nullable AnswerCopy copy) {
    if (gone) {
      from.reset();
      return;
    }
    HttpServerResponse to = request.response();
    Headers.toClient(answer.headers(), to.headers());
    mark(to, from.side);
    if (answer.statusCode() == 101) {
      Tunnel.open(request, answer);
      return;
    }
    if (!from.isSentWhole()) {
      Headers.closeAfter(request); // the rest of the body is not waited for
    }
    new AnswerRelay(answer, to, copy).start();
  }

  final void error(Side side, int status, String text) {
    HttpServerResponse to = request.response();
    if (gone || to.ended() || to.headWritten()) {
      return;
    }
    mark(to, side);
    if (status == 503) {
      to.putHeader("Retry-After", "1");
    }
    if (hasBody) {
      Headers.closeAfter(request);
    }
    to.setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer("{\"error\":\"" + text + "\"}"));
    if (hasBody && !request.isEnded()) {
      request.handler(ignored -> {}).resume();
    }
  }

  final void unanswered(Side side, Failure failure) {
    if (live != null) {
      live.counters().unanswered.increment();
    }
    error(side, failure.status, side.label() + " " + failure.text);
  }

  private void mark(HttpServerResponse to, Side side) {
    to.putHeader(Headers.SIDE, side.label());
    if (live != null) {
      to.putHeader(Headers.CAPABILITY, live.capability());
    }
  }
}
