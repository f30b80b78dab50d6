package dev.banyan.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The line by which the embedded cloud says where it listens: {@code {"ready": ...}}. */
final class ReadyLine {

  private ReadyLine() {}

  /**
   * Waits for it; what is printed afterwards is read away.
   *
   * @throws StackException if it does not come within the limit, with the end of the log
   */
  static JsonNode await(InputStream output, Duration limit, Path log) {
    CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(output, ready), "local-cloud-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return ready.get(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new StackException("the embedded cloud did not start: " + LogTail.of(log), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while the embedded cloud started", e);
    }
  }

  private static void read(InputStream output, CompletableFuture<JsonNode> ready) {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"ready\"")) {
          ready.complete(json.readTree(line));
        }
      }
      ready.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }
}
