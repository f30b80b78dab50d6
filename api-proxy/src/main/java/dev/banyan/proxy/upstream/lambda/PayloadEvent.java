package dev.banyan.proxy.upstream.lambda;

import dev.banyan.proxy.upstream.WholeRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as API Gateway's HTTP API gives it to a function, payload version 2.0.
 *
 * <p>Source:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
final class PayloadEvent {

  private static final DateTimeFormatter CLF =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final WholeRequest request;
  private final Instant now;
  private final PayloadBody body;
  private final byte[] head;

  private PayloadEvent(WholeRequest request, Instant now) {
    this.request = request;
    this.now = now;
    this.body = PayloadBody.of(request);
    byte[] object = head().toBuffer().getBytes();
    this.head = Arrays.copyOf(object, object.length - 1); // open, for the body follows
  }

  /** The event of a request. */
  static PayloadEvent of(WholeRequest request, Instant now) {
    return new PayloadEvent(request, now);
  }

  /** How many bytes it has as JSON. */
  long length() {
    return head.length + body.length();
  }

  /** As JSON; made in one piece, because there may be 6 MB of it. */
  byte[] bytes() {
    ByteBuffer to = ByteBuffer.allocate((int) length()).put(head);
    body.write(to);
    return to.array();
  }

  private JsonObject head() {
    JsonObject event =
        new JsonObject()
            .put("version", "2.0")
            .put("routeKey", routeKey())
            .put("rawPath", request.path())
            .put("rawQueryString", request.query());
    putCookies(event);
    event.put("headers", headers());
    if (!request.query().isEmpty()) {
      event.put("queryStringParameters", query(request.query()));
    }
    if (!request.pathParameters().isEmpty()) {
      event.put("pathParameters", object(request.pathParameters()));
    }
    event.put("requestContext", context());
    return event;
  }

  private String routeKey() {
    return request.method().name() + " " + request.template();
  }

  private void putCookies(JsonObject event) {
    JsonArray cookies = new JsonArray();
    for (String line : request.headers().getAll("Cookie")) {
      for (String cookie : line.split(";")) {
        if (!cookie.isBlank()) {
          cookies.add(cookie.trim());
        }
      }
    }
    if (!cookies.isEmpty()) {
      event.put("cookies", cookies);
    }
  }

  /** Names in lower case; several values joined by commas; cookies are apart. */
  private JsonObject headers() {
    Map<String, String> joined = new TreeMap<>();
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!name.equals("cookie") && !name.equals("transfer-encoding")) {
        joined.merge(name, header.getValue(), (a, b) -> a + "," + b);
      }
    }
    joined.putIfAbsent("host", host());
    if (request.body().length() > 0) {
      joined.put("content-length", Integer.toString(request.body().length()));
    }
    return object(joined);
  }

  /** Decoded; several values joined by commas. */
  static JsonObject query(String query) {
    Map<String, String> joined = new TreeMap<>();
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = Escapes.decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : Escapes.decoded(pair.substring(equals + 1));
      if (!pair.isEmpty()) {
        joined.merge(name, value, (a, b) -> a + "," + b);
      }
    }
    return object(joined);
  }

  private static JsonObject object(Map<String, String> map) {
    JsonObject object = new JsonObject();
    map.forEach(object::put);
    return object;
  }

  private JsonObject context() {
    MultiMap headers = request.headers();
    String domain = host().replaceFirst(":\\d*$", "");
    String agent = or(headers.get("User-Agent"), "");
    JsonObject http =
        new JsonObject()
            .put("method", request.method().name())
            .put("path", request.path())
            .put("protocol", "HTTP/1.1")
            .put("sourceIp", request.peer())
            .put("userAgent", agent);
    return new JsonObject()
        .put("accountId", "anonymous")
        .put("apiId", "banyan")
        .put("domainName", domain)
        .put("domainPrefix", domain.split("\\.")[0])
        .put("http", http)
        .put("requestId", or(headers.get("X-Correlation-Id"), ""))
        .put("routeKey", routeKey())
        .put("stage", "$default")
        .put("time", CLF.format(now))
        .put("timeEpoch", now.toEpochMilli());
  }

  /** What the client called: a side's own {@code Host} is not among its headers here. */
  private String host() {
    MultiMap headers = request.headers();
    return or(headers.get("X-Forwarded-Host"), or(headers.get("Host"), "localhost"));
  }

  private static String or(@Nullable String given, String absent) {
    return given == null ? absent : given;
  }
}
