package dev.banyan.proxy.forward;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request's path and query, also if the client sent an absolute URI. {@code OPTIONS} for a whole
 * server is {@code *} for a side (RFC 9112, 3.2.4). Vert.x looks for the path behind the next
 * slash, which may be the query's: {@code http://h?x/y} has an empty path (RFC 3986, 3.3), and what
 * has not been checked as a path must not become one.
 */
final class OriginForm {

  private OriginForm() {}

  /** Path and query; {@code *} as it is. */
  static String uri(HttpServerRequest request) {
    String uri = request.uri();
    return isAbsolute(uri) ? behindAuthority(request, uri) : uri;
  }

  /** The path alone; null if there is none. */
  static @Nullable String path(HttpServerRequest request) {
    String uri = request.uri();
    if (!isAbsolute(uri)) {
      return request.path();
    }
    String origin = behindAuthority(request, uri);
    int query = origin.indexOf('?');
    return query < 0 ? origin : origin.substring(0, query);
  }

  private static boolean isAbsolute(String uri) {
    return !uri.startsWith("/") && uri.contains("://");
  }

  private static String behindAuthority(HttpServerRequest request, String uri) {
    int at = uri.indexOf("://") + 3;
    while (at < uri.length() && uri.charAt(at) != '/' && uri.charAt(at) != '?') {
      at++;
    }
    String rest = uri.substring(at);
    if (rest.isEmpty() && request.method() == HttpMethod.OPTIONS) {
      return "*";
    }
    return rest.startsWith("/") ? rest : "/" + rest;
  }
}
