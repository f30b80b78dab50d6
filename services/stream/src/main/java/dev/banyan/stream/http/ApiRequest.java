package dev.banyan.stream.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.banyan.events.Event.Trace;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of the HTTP API (payload format 2.0).
 *
 * @param routeKey such as {@code GET /users/{id}/following}
 * @param headers names in lower case
 */
public record ApiRequest(
    String routeKey,
    Map<String, String> path,
    Map<String, String> query,
    Map<String, String> headers) {

  /** Ids as the monolith takes them: letters, digits, {@code _ . -}; never a colon. */
  private static final String USER_ID = "[A-Za-z0-9_.-]{1,64}";

  public ApiRequest {
    path = Map.copyOf(path);
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  static ApiRequest of(APIGatewayV2HTTPEvent event) {
    return new ApiRequest(
        event.getRouteKey(),
        orEmpty(event.getPathParameters()),
        orEmpty(event.getQueryStringParameters()),
        lowerCase(orEmpty(event.getHeaders())));
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  private static Map<String, String> lowerCase(Map<String, String> headers) {
    var lower = new HashMap<String, String>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return lower;
  }

  /** A path parameter that is a user id, or 400. */
  public String userId(String name) {
    String id = path.get(name);
    if (id == null || !id.matches(USER_ID)) {
      throw new ApiException(400, name + " must be 1 to 64 letters, digits, '_', '.' or '-'");
    }
    return id;
  }

  /** The page size asked for, or 400. */
  public int limit(int byDefault, int max) {
    String text = query.getOrDefault("limit", "");
    if (text.isEmpty()) {
      return byDefault;
    }
    int limit;
    try {
      limit = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ApiException(400, "Failed to convert 'limit' with value: '" + text + "'");
    }
    if (limit < 1) {
      throw new ApiException(400, "limit must be greater than or equal to 1");
    }
    if (limit > max) {
      throw new ApiException(400, "limit must be less than or equal to " + max);
    }
    return limit;
  }

  /** Whether a text is an id that a user can have. */
  public static boolean isUserId(String text) {
    return text.matches(USER_ID);
  }

  public @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  /** How the request's changes find their way back to it. */
  public Trace trace() {
    return new Trace(header("x-correlation-id"), header("traceparent"));
  }
}
