package dev.banyan.localcloud.lambda.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a client gets.
 *
 * @param headers name and value, in order; a name may come more than once
 */
record HttpAnswer(int status, List<Map.Entry<String, String>> headers, byte[] body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The listener decides on these itself. */
  private static final Set<String> HOP_BY_HOP =
      Set.of("connection", "content-length", "keep-alive", "transfer-encoding", "upgrade");

  static HttpAnswer message(int status, String message) {
    return json(status, ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  private static HttpAnswer json(int status, byte[] body) {
    return new HttpAnswer(status, List.of(Map.entry("content-type", "application/json")), body);
  }

  /**
   * A function's result in payload format 2.0: an object with a {@code statusCode}, or anything
   * else, which is then the body of a 200.
   */
  static HttpAnswer of(byte[] payload) {
    try {
      JsonNode result = JSON.readTree(payload);
      if (result.isTextual()) {
        return json(200, result.textValue().getBytes(StandardCharsets.UTF_8));
      }
      return result.hasNonNull("statusCode") ? structured(result) : json(200, payload);
    } catch (IOException | IllegalArgumentException e) {
      return message(500, "Internal Server Error");
    }
  }

  private static HttpAnswer structured(JsonNode result) {
    int status = result.get("statusCode").asInt();
    if (status < 100 || status > 599) {
      return message(500, "Internal Server Error");
    }
    List<Map.Entry<String, String>> headers = headers(result);
    JsonNode body = result.path("body");
    String text = body.isMissingNode() || body.isNull() ? "" : body.asText();
    byte[] bytes =
        result.path("isBase64Encoded").asBoolean()
            ? Base64.getDecoder().decode(text)
            : text.getBytes(StandardCharsets.UTF_8);
    return new HttpAnswer(status, headers, bytes);
  }

  private static List<Map.Entry<String, String>> headers(JsonNode result) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    result
        .path("headers")
        .properties()
        .forEach(header -> headers.add(Map.entry(header.getKey(), header.getValue().asText())));
    result
        .path("multiValueHeaders")
        .properties()
        .forEach(
            header ->
                header
                    .getValue()
                    .forEach(value -> headers.add(Map.entry(header.getKey(), value.asText()))));
    result.path("cookies").forEach(cookie -> headers.add(Map.entry("set-cookie", cookie.asText())));
    headers.removeIf(header -> HOP_BY_HOP.contains(header.getKey().toLowerCase(Locale.ROOT)));
    if (headers.stream().noneMatch(header -> header.getKey().equalsIgnoreCase("content-type"))) {
      headers.add(Map.entry("content-type", "application/json"));
    }
    return headers;
  }

  /** The same, after which the connection ends: the rest of the request is not wanted. */
  HttpAnswer closing() {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry("connection", "close"));
    return new HttpAnswer(status, more, body);
  }

  /** Does nothing if the client has gone. May be called from any thread. */
  void send(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response.setStatusCode(status);
    headers.forEach(header -> response.headers().add(header.getKey(), header.getValue()));
    if (status == 204 || status == 304 || status < 200) {
      response.headers().remove("content-type");
      response.end();
    } else if (request.method() == HttpMethod.HEAD) {
      response.putHeader("content-length", Integer.toString(body.length)).end();
    } else {
      response.end(Buffer.buffer(body));
    }
  }
}
