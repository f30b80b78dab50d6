package dev.banyan.localcloud.lambda.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.lambda.model.HttpRoute;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * A request in <a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">payload
 * format 2.0</a>.
 */
final class HttpEvent {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private HttpEvent() {}

  static byte[] of(
      HttpServerRequest request, HttpRoute route, Map<String, String> parameters, byte[] body) {
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "2.0");
    event.put("routeKey", route.key());
    event.put("rawPath", request.path());
    event.put("rawQueryString", request.query() == null ? "" : request.query());
    addHeaders(event, request);
    addQuery(event, request.query());
    event.set("requestContext", context(request, route));
    if (!parameters.isEmpty()) {
      event.set("pathParameters", JSON.valueToTree(parameters));
    }
    addBody(event, request.getHeader("content-type"), body);
    try {
      return JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** Names in lower case, values of one name joined by commas, cookies apart. */
  private static void addHeaders(ObjectNode event, HttpServerRequest request) {
    ObjectNode headers = JSON.createObjectNode();
    ArrayNode cookies = JSON.createArrayNode();
    request
        .headers()
        .forEach(
            (name, value) -> {
              String key = name.toLowerCase(Locale.ROOT);
              if (key.equals("cookie")) {
                addCookies(cookies, value);
              } else {
                append(headers, key, value);
              }
            });
    if (!cookies.isEmpty()) {
      event.set("cookies", cookies);
    }
    event.set("headers", headers);
  }

  private static void addCookies(ArrayNode cookies, String header) {
    for (String cookie : header.split(";")) {
      cookies.add(cookie.strip());
    }
  }

  private static void addQuery(ObjectNode event, String query) {
    if (query == null || query.isEmpty()) {
      return;
    }
    ObjectNode values = JSON.createObjectNode();
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (!name.isEmpty()) {
        append(values, decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    event.set("queryStringParameters", values);
  }

  private static void append(ObjectNode into, String name, String value) {
    into.put(name, into.has(name) ? into.get(name).textValue() + "," + value : value);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static ObjectNode context(HttpServerRequest request, HttpRoute route) {
    Instant now = Instant.now();
    String domain = request.authority() == null ? "localhost" : request.authority().host();
    ObjectNode context = JSON.createObjectNode();
    context.put("accountId", "000000000000");
    context.put("apiId", "local");
    context.put("domainName", domain);
    context.put("domainPrefix", domain.replaceFirst("\\..*", ""));
    context.set("http", http(request));
    context.put("requestId", UUID.randomUUID().toString());
    context.put("routeKey", route.key());
    context.put("stage", "$default");
    context.put("time", TIME.format(now));
    context.put("timeEpoch", now.toEpochMilli());
    return context;
  }

  private static ObjectNode http(HttpServerRequest request) {
    String agent = request.getHeader("user-agent");
    ObjectNode http = JSON.createObjectNode();
    http.put("method", request.method().name());
    http.put("path", request.path());
    http.put("protocol", request.version() == HttpVersion.HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1");
    http.put("sourceIp", request.remoteAddress().hostAddress());
    http.put("userAgent", agent == null ? "" : agent);
    return http;
  }

  private static void addBody(ObjectNode event, String contentType, byte[] body) {
    boolean text = MediaTypes.isText(contentType);
    if (body.length > 0) {
      event.put(
          "body",
          text
              ? new String(body, StandardCharsets.UTF_8)
              : Base64.getEncoder().encodeToString(body));
    }
    event.put("isBase64Encoded", body.length > 0 && !text);
  }
}
