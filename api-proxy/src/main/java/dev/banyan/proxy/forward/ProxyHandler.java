package dev.banyan.proxy.forward;

import dev.banyan.proxy.route.Access;
import dev.banyan.proxy.wire.Http2Rules;
import dev.banyan.proxy.wire.Refusal;
import dev.banyan.proxy.wire.RequestWire;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Where a request comes in: finds its route and begins its exchange. */
final class ProxyHandler implements Handler<HttpServerRequest> {

  private final EventLoop loop;

  ProxyHandler(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void handle(HttpServerRequest request) {
    RequestWire wire = Refused.wire(request.connection());
    if (wire != null && wire.isLastAnswered()) {
      return; // its client was told that no more is answered (RFC 9112, 9.6)
    }
    if (request.method() == HttpMethod.CONNECT || request.method() == HttpMethod.TRACE) {
      Refused.answer(request, 405, "the method is not allowed here");
    } else if (loop.plane.edge.isLoop(request)) {
      Refused.answer(request, 508, "the request has passed here before");
    } else {
      Refusal refusal =
          request.version() == HttpVersion.HTTP_2
              ? Http2Rules.refusal(request, loop.plane.config.wire())
              : null;
      if (refusal == null) {
        route(request);
      } else {
        Refused.answer(request, refusal.status(), refusal.reason());
      }
    }
  }

  private void route(HttpServerRequest request) {
    String path = OriginForm.path(request);
    LiveRoute live = path == null ? null : loop.plane.match(request.method().name(), path);
    if (isTooLarge(request.getHeader(HttpHeaders.CONTENT_LENGTH), loop.plane.maxBody(live))) {
      Refused.answer(request, 413, "the body is too large");
    } else {
      exchange(request, live).start();
    }
  }

  private Exchange exchange(HttpServerRequest request, @Nullable LiveRoute live) {
    if (live == null) {
      return new UnroutedExchange(loop, request);
    }
    if (!live.gate().isKnown()) {
      return new UnknownExchange(loop, request, live);
    }
    return live.route().access() == Access.WRITE
        ? new WriteExchange(loop, request, live)
        : new ReadExchange(loop, request, live);
  }

  private static boolean isTooLarge(@Nullable String length, long most) {
    if (length == null) {
      return false;
    }
    try {
      return Long.parseLong(length) > most;
    } catch (NumberFormatException e) {
      return true;
    }
  }
}
