package dev.banyan.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.banyan.capture.Relay;
import dev.banyan.publisher.OrderedPublisher;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /health}, {@code /status} and {@code /metrics} on the loopback address only: they need no
 * password there. Thread-safe.
 */
final class StatusListener implements AutoCloseable {

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "banyan-relay-status");
            thread.setDaemon(true);
            return thread;
          });

  private record Answer(int status, String type, String body) {}

  private StatusListener(HttpServer server) {
    this.server = server;
  }

  static StatusListener start(RelaySettings settings, Relay relay, OrderedPublisher publisher)
      throws IOException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RelayMeters.bind(registry, relay, publisher, settings.stream());
    StatusListener listener = new StatusListener(bind(settings.port()));
    Supplier<String> report =
        () -> StatusReport.of(settings, relay.status(), publisher.metrics(), publisher.health());
    listener.at("/status", () -> new Answer(OK, "application/json", report.get()));
    listener.at(
        "/health",
        () ->
            new Answer(
                StatusReport.healthy(relay.status(), publisher.health()) ? OK : UNAVAILABLE,
                "application/json",
                report.get()));
    listener.at("/metrics", () -> new Answer(OK, "text/plain; version=0.0.4", registry.scrape()));
    listener.server.setExecutor(listener.threads);
    listener.server.start();
    return listener;
  }

  private static HttpServer bind(int port) throws IOException {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (BindException e) {
      throw new RelayException(
          "Port " + port + " is taken: set listen.port to a free one, or to 0 for any");
    }
  }

  private void at(String path, Supplier<Answer> answers) {
    server.createContext(path, exchange -> answer(exchange, answers.get()));
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
