package dev.banyan.proxy.forward;

import dev.banyan.proxy.route.Access;
import dev.banyan.proxy.wire.Http2Rules;
import io.vertx.core.Handler;
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
    if (request.method() == HttpMethod.CONNECT || request.method() == HttpMethod.TRACE) {
      Refused.answer(request, 405, "the method is not allowed here");
    } else if (isTooLarge(request.getHeader("Content-Length"))) {
      Refused.answer(request, 413, "the body is too large");
    } else if (loop.plane.edge.isLoop(request)) {
      Refused.answer(request, 508, "the request has passed here before");
    } else if (request.version() == HttpVersion.HTTP_2) {
      handleHttp2(request);
    } else {
      exchange(request).start();
    }
  }

  private void handleHttp2(HttpServerRequest request) {
    String problem = Http2Rules.problem(request, loop.plane.config.edge().pathEscapes());
    if (problem == null) {
      exchange(request).start();
    } else {
      Refused.answer(request, 400, problem);
    }
  }

  private Exchange exchange(HttpServerRequest request) {
    String path = request.path();
    LiveRoute live = path == null ? null : loop.plane.match(request.method().name(), path);
    if (live == null) {
      return new UnroutedExchange(loop, request);
    }
    return live.route().access() == Access.WRITE
        ? new WriteExchange(loop, request, live)
        : new ReadExchange(loop, request, live);
  }

  private boolean isTooLarge(@Nullable String length) {
    if (length == null) {
      return false;
    }
    try {
      return Long.parseLong(length) > loop.plane.config.maxBody();
    } catch (NumberFormatException e) {
      return true;
    }
  }
}
