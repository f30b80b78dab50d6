package dev.banyan.cli.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks a proxy's admin listener. The token is shown to it and nowhere else. */
final class AdminClient {

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final int UNAUTHORIZED = 401;
  private static final int UNPROCESSABLE = 422;
  private static final int OK = 200;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI admin;
  private final String token;

  AdminClient(URI admin, String token) {
    this.admin = admin;
    this.token = token;
  }

  /**
   * Asks.
   *
   * @param path such as {@code /routes}
   * @throws IllegalArgumentException if the question or the token is wrong
   * @throws AdminException if there is no answer
   */
  JsonNode get(String path, Map<String, String> parameters) {
    return body(send(request(path, parameters).GET().build()), path);
  }

  /**
   * An answer that may be a refusal.
   *
   * @param accepted whether what was asked for was done
   */
  record Done(boolean accepted, JsonNode body) {}

  /** Asks for a change; a refusal is a value. */
  Done post(String path) {
    HttpResponse<String> answer =
        send(request(path, Map.of()).POST(HttpRequest.BodyPublishers.noBody()).build());
    return answer.statusCode() == UNPROCESSABLE
        ? new Done(false, parsed(answer.body()))
        : new Done(true, body(answer, path));
  }

  private HttpRequest.Builder request(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(admin.resolve(query.isEmpty() ? path : path + "?" + query))
        .timeout(ANSWER)
        .header("Authorization", "Bearer " + token);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AdminException(
          "the proxy's admin listener at "
              + admin
              + " does not answer ("
              + e
              + "): is the proxy up, and is this its admin address?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException("interrupted while the proxy was asked", e);
    }
  }

  private JsonNode body(HttpResponse<String> answer, String path) {
    if (answer.statusCode() == OK) {
      return parsed(answer.body());
    }
    if (answer.statusCode() == UNAUTHORIZED) {
      throw new IllegalArgumentException(
          admin
              + " does not take this token: give the one that the proxy was started with, or its"
              + " token file with --admin-token-file");
    }
    String what = "the proxy answers " + answer.statusCode() + " to " + path + reason(answer);
    if (answer.statusCode() < 500) {
      throw new IllegalArgumentException(what);
    }
    throw new AdminException(what);
  }

  private String reason(HttpResponse<String> answer) {
    try {
      return ": " + json.readTree(answer.body()).path("error").asText("no reason given");
    } catch (JsonProcessingException e) {
      return ", and not in JSON: is " + admin + " a proxy's admin listener?";
    }
  }

  private JsonNode parsed(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AdminException(
          admin + " does not answer in JSON: is it a proxy's admin listener?", e);
    }
  }
}
