package dev.banyan.proxy.upstream.lambda;

import dev.banyan.proxy.upstream.WholeAnswer;
import dev.banyan.proxy.wire.Fields;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Base64;
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
  static WholeAnswer of(byte[] payload, @Nullable String functionError) {
    if (functionError != null) {
      return error("the function failed");
    }
    try {
      PayloadReader read = PayloadReader.read(payload);
      return read.hasStatus() ? structured(read) : bare(read.text(), payload);
    } catch (IOException | IllegalArgumentException e) {
      return error("the function's answer is not well-formed");
    }
  }

  /** Without a status code the whole payload is the body: 200, JSON. */
  private static WholeAnswer bare(byte @Nullable [] text, byte[] payload) {
    return new WholeAnswer(200, json(), Buffer.buffer(text == null ? payload : text));
  }

  private static WholeAnswer structured(PayloadReader read) {
    Fields fields = read.headers();
    byte[] body = body(read);
    if (body.length > 0 && !fields.contains("Content-Type")) {
      fields.add("Content-Type", "application/json");
    }
    return new WholeAnswer(read.status(), fields, Buffer.buffer(body));
  }

  private static byte[] body(PayloadReader read) {
    byte[] body = read.body();
    if (body == null) {
      return new byte[0];
    }
    return read.isBase64() ? Base64.getDecoder().decode(body) : body;
  }

  /** What the proxy says in place of the function. */
  static WholeAnswer error(String text) {
    return error(502, text);
  }

  static WholeAnswer error(int status, String text) {
    JsonObject said = new JsonObject().put("error", "serverless: " + text);
    return new WholeAnswer(status, json(), said.toBuffer());
  }

  private static Fields json() {
    Fields fields = new Fields();
    fields.add("Content-Type", "application/json");
    return fields;
  }
}
