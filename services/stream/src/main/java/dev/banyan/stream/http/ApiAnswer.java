package dev.banyan.stream.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * An answer of the HTTP API.
 *
 * @param body empty for none
 */
public record ApiAnswer(int status, String body, Map<String, String> headers) {

  public ApiAnswer {
    headers = Map.copyOf(headers);
  }

  public static ApiAnswer json(int status, JsonNode body) {
    return new ApiAnswer(status, body.toString(), Map.of("Content-Type", "application/json"));
  }

  public static ApiAnswer noContent() {
    return new ApiAnswer(204, "", Map.of());
  }

  public static ApiAnswer error(int status, String message) {
    return json(status, JsonNodeFactory.instance.objectNode().put("error", message));
  }

  public ApiAnswer with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new ApiAnswer(status, body, more);
  }

  APIGatewayV2HTTPResponse toResponse() {
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(status)
        .withHeaders(headers)
        .withBody(body)
        .build();
  }
}
