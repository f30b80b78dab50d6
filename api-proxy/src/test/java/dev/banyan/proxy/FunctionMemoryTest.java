package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers of functions are there whole before a byte of them can go on, and have up to 6 MB. The
 * proxy has half the heap that is shipped; one that ran out of memory would end.
 */
class FunctionMemoryTest {

  private static final int LONG = 5_500_000;

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final TestSide side = new TestSide(vertx, "function");
  private final List<Socket> clients = new ArrayList<>();
  private ProxyProcess.Started proxy;

  @BeforeEach
  void start() throws IOException {
    String answer = new JsonObject().put("statusCode", 200).put("body", "x".repeat(LONG)).encode();
    side.answer =
        request ->
            request
                .response()
                .end(request.path().contains("/functions/long/") ? answer : "\"short\"");
    String routes =
        """
        upstreams:
          long: {lambda: long, region: eu-central-1, endpoint: "%1$s"}
          short: {lambda: short, region: eu-central-1, endpoint: "%1$s"}
        routes:
          - {method: GET, path: "/long", capability: c, access: read, legacy: long, timeout: 60s}
          - {method: GET, path: "/short", capability: c, access: read, legacy: short, timeout: 60s}
        """
            .formatted(side.url());
    proxy = ProxyProcess.startOnAws(side.url(), folder, routes, "-Xmx128m");
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    proxy.process().destroy();
    side.close();
    vertx.close();
  }

  private Socket ask(String path) throws IOException {
    Socket socket = new Socket("127.0.0.1", proxy.port());
    clients.add(socket);
    socket.setSoTimeout(60_000);
    socket
        .getOutputStream()
        .write(
            RawClient.bytes("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    return socket;
  }

  private static long read(Socket from) {
    try {
      InputStream in = from.getInputStream();
      long bytes = 0;
      byte[] part = new byte[64 * 1024];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        bytes += read;
      }
      return bytes;
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void manyLongAnswersAtOnce_allArrive() throws Exception {
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Socket client = ask("/long");
      answers.add(
          CompletableFuture.supplyAsync(() -> read(client), each -> new Thread(each).start()));
    }

    for (CompletableFuture<Long> answer : answers) {
      assertThat(answer.join()).isGreaterThan(LONG);
    }
    assertThat(proxy.process().isAlive()).isTrue();
  }

  @Test
  void longAnswersThatNobodyReads_areCutOff_andOthersGoOn() throws Exception {
    for (int i = 0; i < 60; i++) {
      ask("/long");
    }

    ProxyRig.await(() -> cutOff() > 0);

    for (int i = 0; i < 10; i++) {
      assertThat(read(ask("/short"))).isPositive();
    }
    assertThat(proxy.process().isAlive()).isTrue();
  }

  private double cutOff() {
    try {
      return proxy
          .metrics()
          .lines()
          .filter(line -> line.startsWith("banyan_proxy_cutoff_total "))
          .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }
}
