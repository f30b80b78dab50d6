package dev.banyan.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the running application as any client would. */
record ApiClient(int port, @Nullable String token) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  record Answer(int status, String body) {

    JsonNode json() {
      return JSON.readTree(body);
    }
  }

  ApiClient as(@Nullable String otherToken) {
    return new ApiClient(port, otherToken);
  }

  /** Registers the user and logs in. */
  ApiClient register(String username) {
    String password = "correct horse " + username;
    post(
        "/users",
        """
        {"username":"%s","password":"%s","displayName":"The %s"}"""
            .formatted(username, password, username));
    return as(logIn(username, password).json().get("token").asString());
  }

  Answer logIn(String username, String password) {
    return post(
        "/sessions",
        """
        {"username":"%s","password":"%s"}"""
            .formatted(username, password));
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer put(String path) {
    return send("PUT", path, null);
  }

  Answer delete(String path) {
    return send("DELETE", path, null);
  }

  Answer post(String path, String json) {
    return send("POST", path, json);
  }

  private Answer send(String method, String path, @Nullable String json) {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
