package dev.banyan.proxy.forward;

import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.upstream.WholeRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** Requests for those who take them whole: functions and shadow copies. */
final class WholeRequests {

  private WholeRequests() {}

  /** The request as a side gets it, with its whole body. */
  static WholeRequest of(Exchange exchange, Buffer body) {
    HttpServerRequest request = exchange.request;
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    Headers.toSide(request, exchange.loop.plane.edge, exchange.trail).copyTo(headers);
    String peer = request.remoteAddress().hostAddress();
    String path = OriginForm.path(request);
    LiveRoute live = exchange.live;
    Route route = live == null || path == null ? null : live.route();
    return new WholeRequest(
        request.method(),
        exchange.uri(),
        headers,
        body,
        route == null ? "$default" : route.template(),
        route == null || path == null ? Map.of() : route.pathParameters(path),
        peer == null ? "" : peer,
        exchange.timeout());
  }
}
