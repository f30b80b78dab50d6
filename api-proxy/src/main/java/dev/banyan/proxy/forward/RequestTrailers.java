package dev.banyan.proxy.forward;

import dev.banyan.proxy.wire.ChunkedTrailers;
import dev.banyan.proxy.wire.Http2Rules;
import dev.banyan.proxy.wire.StreamFields;
import io.netty.channel.Channel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields behind a request's body that pass to a side. A server may merge them into the head,
 * and what read the head has decided by then: none that frames, routes, authenticates, describes
 * the body or changes how the request is handled passes, nor one that this proxy sets (RFC 9110,
 * 6.5.1).
 */
final class RequestTrailers {

  private static final MultiMap NONE = HttpHeaders.headers();

  private static final Set<String> DROPPED =
      Set.of(
          "accept",
          "age",
          "api-key",
          "authorization",
          "cache-control",
          "connection",
          "cookie",
          "cookie2",
          "date",
          "expect",
          "expires",
          "forwarded",
          "host",
          "http2-settings",
          "idempotency-key",
          "keep-alive",
          "location",
          "max-forwards",
          "origin",
          "pragma",
          "prefer",
          "priority",
          "proxy",
          "range",
          "referer",
          "request-range",
          "retry-after",
          "set-cookie",
          "set-cookie2",
          "te",
          "traceparent",
          "tracestate",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "vary",
          "via",
          "warning",
          "www-authenticate",
          "x-api-key",
          "x-correlation-id",
          "x-csrf-token",
          "x-http-method-override",
          "x-original-url",
          "x-rewrite-url");

  private static final List<String> DROPPED_FAMILIES =
      List.of(
          "accept-",
          "access-control-",
          "content-",
          "if-",
          "proxy-",
          "sec-",
          "x-amz-",
          "x-amzn-",
          "x-banyan-",
          "x-forwarded-",
          "x-real-ip");

  private RequestTrailers() {}

  /** Those of a request whose body has ended; empty if there are none. */
  static MultiMap of(HttpServerRequest request) {
    if (!(request.connection() instanceof ConnectionBase connection) || isOfKnownLength(request)) {
      return NONE;
    }
    Iterable<? extends Map.Entry<?, ?>> fields = read(request, connection.channel());
    return fields == null ? NONE : passing(fields, Headers.namedByConnection(request.headers()));
  }

  /** In HTTP/1 nothing follows such a body. */
  private static boolean isOfKnownLength(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_2
        && request.headers().contains(HttpHeaders.CONTENT_LENGTH);
  }

  private static @Nullable Iterable<? extends Map.Entry<?, ?>> read(
      HttpServerRequest request, Channel channel) {
    return request.version() == HttpVersion.HTTP_2
        ? StreamFields.of(channel, request.response().streamId())
        : ChunkedTrailers.take(channel, request.headers());
  }

  private static MultiMap passing(
      Iterable<? extends Map.Entry<?, ?>> fields, Set<String> namedByConnection) {
    MultiMap passing = MultiMap.caseInsensitiveMultiMap();
    for (Map.Entry<?, ?> field : fields) {
      String name = field.getKey().toString();
      String value = field.getValue().toString();
      if (passes(name) && !namedByConnection.contains(name) && Http2Rules.isCarried(name, value)) {
        passing.add(name, value);
      }
    }
    return passing;
  }

  /** Servers of the CGI family take an underscore for a hyphen. */
  static boolean passes(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return !DROPPED.contains(plain) && DROPPED_FAMILIES.stream().noneMatch(plain::startsWith);
  }
}
