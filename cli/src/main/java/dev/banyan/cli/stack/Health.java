package dev.banyan.cli.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a process to answer. */
final class Health {

  private static final Duration ATTEMPT = Duration.ofSeconds(2);
  private static final long PAUSE_MILLIS = 100;

  private Health() {}

  /** True as soon as the address answers 200; false if the process ends or the time is over. */
  static boolean await(URI address, BooleanSupplier alive, Duration atMost) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(ATTEMPT).build();
    long deadline = System.nanoTime() + atMost.toNanos();
    try {
      while (alive.getAsBoolean() && System.nanoTime() < deadline) {
        if (answers(client, address)) {
          return true;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static boolean answers(HttpClient client, URI address) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(ATTEMPT).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }
}
