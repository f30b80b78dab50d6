package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.accesslog.AccessEntry;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.shadow.Mask;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What the access log says of a request. */
final class AccessEntries {

  private AccessEntries() {}

  /**
   * One request's line.
   *
   * @param answeredBy null if no side did
   * @param nanos since it came
   */
  static AccessEntry of(Exchange exchange, @Nullable Side answeredBy, int status, long nanos) {
    HttpServerRequest request = exchange.request;
    LiveRoute live = exchange.live;
    String path = OriginForm.path(request);
    return new AccessEntry(
        System.currentTimeMillis() - nanos / 1_000_000,
        request.remoteAddress().hostAddress(),
        request.method().name(),
        () -> masked(live, path == null ? "" : path),
        live == null ? null : live.route().name(),
        live == null ? null : live.capability(),
        answeredBy == null ? null : answeredBy.label(),
        exchange.why(),
        status,
        nanos / 1_000,
        exchange.trail.correlation());
  }

  /** As shadow samples have it: variables with names of secrets show nothing. */
  private static String masked(@Nullable LiveRoute live, String path) {
    Route route = live == null ? null : live.route();
    return route == null
        ? path
        : Mask.path(route.template(), path, route.rules().shadow().masked());
  }
}
