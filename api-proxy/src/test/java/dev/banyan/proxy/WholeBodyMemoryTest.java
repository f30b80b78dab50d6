package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bodies that must be whole before they go on, from more clients at once than there is room for.
 * The proxy has half the heap that is shipped; one that ran out of memory would end.
 */
class WholeBodyMemoryTest {

  private static final int CLIENTS = 50;
  private static final byte[] BODY = RawClient.bytes("x".repeat(5_000_000));
  private static final String LENGTH = "Content-Length: " + BODY.length + "\r\n\r\n";
  private static final String CHUNK =
      "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(BODY.length) + "\r\n";
  private static final String OK = "HTTP/1.1 200 OK";
  private static final String NO_ROOM = "HTTP/1.1 503 Service Unavailable";

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final TestSide side = new TestSide(vertx, "aws");
  private ProxyProcess.Started proxy;

  @BeforeEach
  void start() throws IOException {
    side.answer =
        request ->
            request
                .handler(ignored -> {})
                .endHandler(end -> request.response().end("{\"statusCode\":200}"));
    String routes =
        """
        upstreams:
          function: {lambda: f, region: eu-central-1, endpoint: "%1$s"}
          signed: {url: "%1$s", sigv4: {service: execute-api, region: eu-central-1}}
        routes:
          - {method: POST, path: "/function", capability: f, access: write, legacy: function, timeout: 60s}
          - {method: POST, path: "/signed", capability: s, access: write, legacy: signed, timeout: 60s}
        """
            .formatted(side.url());
    proxy = ProxyProcess.startOnAws(side.url(), folder, routes, "-Xmx128m");
  }

  @AfterEach
  void stop() {
    proxy.process().destroy();
    side.close();
    vertx.close();
  }

  @ParameterizedTest
  @CsvSource({"/signed, false", "/function, false", "/signed, true", "/function, true"})
  void manyLongBodiesAtOnce_areAnsweredOrRefused_andTheirMemoryIsGivenBack(
      String path, boolean chunked) {
    List<CompletableFuture<String>> statuses =
        IntStream.range(0, CLIENTS)
            .mapToObj(
                client ->
                    CompletableFuture.supplyAsync(
                        () -> status(path, chunked), each -> new Thread(each).start()))
            .toList();

    assertThat(statuses).extracting(CompletableFuture::join).containsOnly(OK, NO_ROOM);
    assertThat(proxy.process().isAlive()).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(status(path, chunked)).isEqualTo(OK);
    }
  }

  private String status(String path, boolean chunked) {
    try (Socket socket = new Socket("127.0.0.1", proxy.port())) {
      socket.setSoTimeout(60_000);
      new Thread(() -> send(socket, path, chunked))
          .start(); // the answer may come before all is sent
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void send(Socket to, String path, boolean chunked) {
    try {
      String head = "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n";
      to.getOutputStream().write(RawClient.bytes(head + (chunked ? CHUNK : LENGTH)));
      to.getOutputStream().write(BODY);
      to.getOutputStream().write(RawClient.bytes(chunked ? "\r\n0\r\n\r\n" : ""));
    } catch (IOException e) {
      // it has been answered, and the connection closed
    }
  }
}
