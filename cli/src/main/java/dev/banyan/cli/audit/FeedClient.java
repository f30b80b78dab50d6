package dev.banyan.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.cli.load.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks one side for home feeds. */
final class FeedClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The monolith computes feeds of thousands of followees when asked. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final String baseUrl;
  private final Tokens tokens;

  FeedClient(HttpClient http, URI baseUrl, Tokens tokens) {
    this.http = http;
    this.baseUrl = baseUrl.toString().replaceAll("/+$", "");
    this.tokens = tokens;
  }

  /**
   * The first page of a user's feed.
   *
   * @throws IOException if there is no answer, or one that is not a feed; says which
   */
  List<JsonNode> feed(String userId, int limit) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(baseUrl + "/feed?limit=" + limit))
            .timeout(TIMEOUT)
            .header("Authorization", tokens.bearer(userId))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode() + ": " + response.body());
    }
    JsonNode items = JSON.readTree(response.body()).path("items");
    if (!items.isArray()) {
      throw new IOException("not a feed: " + response.body());
    }
    var posts = new ArrayList<JsonNode>();
    items.forEach(posts::add);
    return posts;
  }
}
