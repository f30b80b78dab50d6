package dev.banyan.proxy.upstream.lambda;

import dev.banyan.proxy.upstream.WholeAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function's answer as API Gateway's HTTP API reads it, payload version 2.0. An answer that is
 * not well-formed is a 502, as there. What a failed function says of itself stays inside.
 *
 * <p>Source:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
final class PayloadAnswer {

  private PayloadAnswer() {}

  /**
   * The HTTP answer.
   *
   * @param payload what the function returned
   * @param functionError {@code Handled} or {@code Unhandled}, null if it did not fail
   */
  static WholeAnswer of(Buffer payload, @Nullable String functionError) {
    if (functionError != null) {
      return error("the function failed");
    }
    try {
      Object answer = payload.length() == 0 ? null : Json.decodeValue(payload);
      return answer instanceof JsonObject object && object.containsKey("statusCode")
          ? structured(object)
          : bare(answer, payload);
    } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
      return error("the function's answer is not well-formed");
    }
  }

  /** Without a status code the whole payload is the body: 200, JSON. */
  private static WholeAnswer bare(@Nullable Object answer, Buffer payload) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().set("Content-Type", "application/json");
    Buffer body = answer instanceof String text ? Buffer.buffer(text) : payload;
    return new WholeAnswer(200, headers, body);
  }

  private static WholeAnswer structured(JsonObject answer) {
    int status = status(answer.getValue("statusCode"));
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    add(headers, answer.getJsonObject("headers"));
    add(headers, answer.getJsonObject("multiValueHeaders"));
    JsonArray cookies = answer.getJsonArray("cookies");
    if (cookies != null) {
      cookies.forEach(cookie -> headers.add("Set-Cookie", checked(String.valueOf(cookie))));
    }
    Buffer body = body(answer);
    if (body.length() > 0 && !headers.contains("Content-Type")) {
      headers.set("Content-Type", "application/json");
    }
    return new WholeAnswer(status, headers, body);
  }

  private static int status(@Nullable Object code) {
    int status =
        code instanceof Number number ? number.intValue() : Integer.parseInt(String.valueOf(code));
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("no status: " + status);
    }
    return status;
  }

  private static void add(MultiMap headers, @Nullable JsonObject given) {
    if (given == null) {
      return;
    }
    for (Map.Entry<String, Object> header : given) {
      String name = header.getKey();
      if (ofTheMessage(name)) {
        continue;
      }
      headers.remove(name);
      if (header.getValue() instanceof JsonArray values) {
        values.forEach(value -> headers.add(name, checked(String.valueOf(value))));
      } else if (header.getValue() != null) {
        headers.add(name, checked(String.valueOf(header.getValue())));
      }
    }
  }

  /** Framing is the proxy's. */
  private static boolean ofTheMessage(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!lower.matches("[!#$%&'*+.^_`|~0-9a-z-]+")) {
      throw new IllegalArgumentException("no header's name");
    }
    return lower.equals("content-length")
        || lower.equals("transfer-encoding")
        || lower.equals("connection");
  }

  private static String checked(String value) {
    if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 127)) {
      throw new IllegalArgumentException("a header's value has a control character");
    }
    return value;
  }

  private static Buffer body(JsonObject answer) {
    Object body = answer.getValue("body");
    if (body == null) {
      return Buffer.buffer();
    }
    String text = body instanceof String string ? string : Json.encode(body);
    return Boolean.TRUE.equals(answer.getBoolean("isBase64Encoded", false))
        ? Buffer.buffer(Base64.getDecoder().decode(text))
        : Buffer.buffer(text);
  }

  /** What the proxy says in place of the function. */
  static WholeAnswer error(String text) {
    return error(502, text);
  }

  static WholeAnswer error(int status, String text) {
    return new WholeAnswer(
        status,
        MultiMap.caseInsensitiveMultiMap().set("Content-Type", "application/json"),
        new JsonObject().put("error", "serverless: " + text).toBuffer());
  }
}
