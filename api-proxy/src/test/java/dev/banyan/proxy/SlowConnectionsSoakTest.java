package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two thousand connections, half of them silent in the middle of a head and half of them sending a
 * byte a second, and beside them 200 requests a second. Prints what was measured; figures mean
 * something only on a machine that does nothing else.
 */
@Tag("soak")
class SlowConnectionsSoakTest {

  private static final int SLOW = 2_000;
  private static final int SECONDS = 20;
  private static final int WARM_UP_SECONDS = 5;
  private static final int RATE = 200;

  @Test
  void slowConnections_costLittle() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (TestSide side = new TestSide(vertx, "legacy")) {
      ProxyProcess.Started proxy = ProxyProcess.start(side.url());
      try {
        measure(proxy);
      } finally {
        proxy.process().destroy();
      }
    } finally {
      vertx.close();
    }
  }

  private static void measure(ProxyProcess.Started proxy) throws Exception {
    int port = proxy.port();
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < SLOW; i++) {
      slow.add(opened(port));
    }
    Thread drip = new Thread(() -> drip(slow, port), "drip");
    drip.setDaemon(true);
    drip.start();
    long[] unused = ask(port, WARM_UP_SECONDS); // or the figures would be those of the compiler
    long[] nanos = ask(port, SECONDS);
    Arrays.sort(nanos);
    long p99 = nanos[nanos.length * 99 / 100] / 1_000;
    long memory = residentKilobytes(proxy.process().pid());
    System.out.printf(
        "p50 %d us, p99 %d us, resident %d KB%n", nanos[nanos.length / 2] / 1_000, p99, memory);
    drip.interrupt();
    assertThat(p99).as("p99 in microseconds").isLessThan(50_000);
    assertThat(memory).as("resident memory in KB").isLessThan(300_000);
  }

  private static Socket opened(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.getOutputStream().write(RawClient.bytes("GET /users/a HTTP/1.1\r\nHost: h\r\nX: "));
    return socket;
  }

  /** A byte a second for every second connection; one that was closed is opened again. */
  private static void drip(List<Socket> slow, int port) {
    for (int i = 0; !Thread.currentThread().isInterrupted(); i = (i + 2) % slow.size()) {
      try {
        slow.get(i).getOutputStream().write('a');
      } catch (IOException closed) {
        reopen(slow, i, port);
      }
      LockSupport.parkNanos(1_000_000_000L / (SLOW / 2));
    }
  }

  private static void reopen(List<Socket> slow, int i, int port) {
    try {
      slow.set(i, opened(port));
    } catch (IOException e) {
      Thread.currentThread().interrupt(); // the proxy has gone
    }
  }

  private static long[] ask(int port, int seconds) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/users/a")).build();
    long[] nanos = new long[RATE * seconds];
    long begin = System.nanoTime();
    for (int i = 0; i < nanos.length; i++) {
      long due = begin + i * (1_000_000_000L / RATE);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
      nanos[i] = System.nanoTime() - due; // from when it was due: a stall is not left out
    }
    return nanos;
  }

  private static long residentKilobytes(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return 0; // only Linux tells
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
