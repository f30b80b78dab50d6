package dev.banyan.proxy.shadow;

import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.route.Route;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/**
 * A read that legacy has answered, to be asked of serverless too.
 *
 * @param route of the request
 * @param counters the route's
 * @param method GET or HEAD
 * @param uri path and query
 * @param headers as legacy got them
 * @param status legacy's
 * @param body legacy's, whole
 */
public record ShadowCopy(
    Route route,
    ProxyCounters.OfRoute counters,
    HttpMethod method,
    String uri,
    MultiMap headers,
    int status,
    Buffer body) {

  /** The path without its query, which may hold what is nobody's business. */
  String path() {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }
}
