package dev.banyan.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.cli.stack.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The proxy's status, read over its admin listener. */
final class ProxyAdmin {

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI status;
  private final String token;

  ProxyAdmin(URI admin, String token) {
    this.status = admin.resolve("/status");
    this.token = token;
  }

  JsonNode status() {
    HttpRequest request =
        HttpRequest.newBuilder(status)
            .timeout(Duration.ofSeconds(5))
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new StackException("the proxy's status answers " + answer.statusCode());
      }
      return json.readTree(answer.body());
    } catch (IOException e) {
      throw new StackException("the proxy's status cannot be read: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }
}
