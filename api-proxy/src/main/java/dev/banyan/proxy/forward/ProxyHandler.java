package dev.banyan.proxy.forward;

import dev.banyan.proxy.route.Access;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
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
      reject(request, 405);
    } else {
      Exchange exchange = exchange(request);
      if (isTooLarge(request.getHeader("Content-Length"), exchange.maxBody())) {
        reject(request, 413);
      } else {
        exchange.start();
      }
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

  private boolean isTooLarge(@Nullable String length, long most) {
    if (length == null) {
      return false;
    }
    try {
      return Long.parseLong(length) > most;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private static void reject(HttpServerRequest request, int status) {
    Headers.closeAfter(request);
    request.response().setStatusCode(status).end();
  }
}
