package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** What the proxy itself says to a client: errors, and marks on what a side says. */
final class ProxyAnswer {

  private ProxyAnswer() {}

  /** Answers, unless the client has gone or an answer has begun. */
  static void error(Exchange exchange, @Nullable Side side, int status, String text) {
    HttpServerRequest request = exchange.request;
    HttpServerResponse to = request.response();
    if (exchange.isGone() || to.ended() || to.headWritten()) {
      return;
    }
    mark(exchange, to, side);
    if (status == 503) {
      to.putHeader("Retry-After", "1");
    }
    if (exchange.hasBody) {
      Headers.closeAfter(request);
    }
    end(request, status, text);
    if (exchange.hasBody && !request.isEnded()) {
      request.handler(ignored -> {}).resume();
    }
  }

  /** Ends an answer with an error's text; to HEAD with its length alone (RFC 9110, 9.3.2). */
  static void end(HttpServerRequest request, int status, String text) {
    Buffer body = Buffer.buffer("{\"error\":\"" + text + "\"}");
    HttpServerResponse to =
        request.response().setStatusCode(status).putHeader("Content-Type", "application/json");
    if (request.method() == HttpMethod.HEAD) {
      to.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length())).end();
    } else {
      to.end(body);
    }
  }

  /** What a side said goes no further, but the connection still ends if it was to. */
  static void instead(HttpServerResponse to) {
    String connection = to.headers().get(HttpHeaders.CONNECTION);
    to.headers().clear();
    if (connection != null) {
      to.putHeader(HttpHeaders.CONNECTION, connection);
    }
  }

  /** Says who answers, and why if that was asked. */
  static void mark(Exchange exchange, HttpServerResponse to, @Nullable Side side) {
    if (side != null) {
      to.putHeader(Headers.SIDE, side.label());
    }
    if (exchange.asked.decision()) {
      to.putHeader(Operator.DECISION, exchange.why());
    }
    LiveRoute live = exchange.live;
    if (live != null) {
      to.putHeader(Headers.CAPABILITY, live.capability());
    }
  }
}
