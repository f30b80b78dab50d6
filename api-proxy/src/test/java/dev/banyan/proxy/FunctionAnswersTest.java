package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a service that plays Lambda can do to who invokes its functions: answers without end, cut
 * off, that stop coming, and of a shape that needs much memory. The proxy has little of that, and
 * one that ran out of it would end.
 */
@Timeout(60)
class FunctionAnswersTest {

  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final Pattern PATH = Pattern.compile("\"rawPath\":\"/[a-z]+/([^\"]*)\"");
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");
  private static final int LONG = 200_000;
  private static final int MOMENT_MILLIS = 100;

  @TempDir private static Path folder;
  private static SocketServer lambda;
  private static ProxyProcess.Started proxy;
  private static final AtomicInteger open = new AtomicInteger();

  @BeforeAll
  static void start() throws IOException {
    lambda = new SocketServer("lambda", (socket, number) -> serve(socket));
    String routes =
        """
        upstreams:
          f: {lambda: f, region: eu-central-1, endpoint: "http://127.0.0.1:%d"}
        routes:
          - {method: GET, path: "/f/{id}", capability: c, access: read, legacy: f, timeout: 20s}
          - {method: GET, path: "/short/{id}", capability: c, access: read, legacy: f, timeout: 500ms}
        """
            .formatted(lambda.port());
    String side = "http://127.0.0.1:" + lambda.port();
    proxy = ProxyProcess.startOnAws(side, folder, routes, "-Xmx96m");
  }

  @AfterEach
  void isAlive() throws IOException {
    assertThat(get("/f/short")).endsWith("\r\n\r\nshort");
    assertThat(proxy.process().isAlive()).isTrue();
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.process().destroy();
    lambda.close();
  }

  private static void serve(Socket socket) throws IOException {
    open.incrementAndGet();
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        String head = head(in);
        Matcher length = LENGTH.matcher(head);
        byte[] body = new byte[length.find() ? Integer.parseInt(length.group(1)) : 0];
        in.readFully(body);
        Matcher path = PATH.matcher(new String(body, StandardCharsets.UTF_8));
        if (path.find()) {
          answer(path.group(1), socket);
        }
      }
    } finally {
      open.decrementAndGet();
    }
  }

  private static String head(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readByte());
    }
    return head.toString();
  }

  private static void answer(String kind, Socket socket) throws IOException {
    OutputStream to = socket.getOutputStream();
    switch (kind) {
      case "short" -> say(to, whole("\"short\""));
      case "long" -> say(to, whole("\"" + "x".repeat(LONG - 2) + "\""));
      case "objects" ->
          say(to, whole("{\"statusCode\":200,\"body\":[" + "{\"a\":1},".repeat(700_000) + "1]}"));
      case "hang" -> {} // until its client hangs up
      case "endless" -> {
        say(to, OK + "Transfer-Encoding: chunked\r\n\r\n1\r\n\"\r\n");
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        while (true) {
          say(to, chunk);
        }
      }
      case "trickle" -> {
        say(to, OK + "Content-Length: " + LONG + "\r\n\r\n\"");
        while (!hangsUp(socket)) {
          say(to, "x");
        }
      }
      case "40MB" -> {
        say(to, OK + "Content-Length: 40000000\r\n\r\n\"");
        for (int i = 0; i < 40; i++) {
          say(to, "x".repeat(1_000_000));
        }
      }
      case "negative" -> say(to, OK + "Content-Length: -5\r\n\r\n12345");
      case "huge" -> say(to, OK + "Content-Length: 2147483648\r\n\r\n12");
      case "malformed" ->
          say(to, OK + "Transfer-Encoding: chunked\r\n\r\n2\r\n12\r\nZZ\r\n34\r\n0\r\n\r\n");
      case "nothing" -> say(to, OK + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n");
      case "half" ->
          say(to, OK + "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"a\":1, \r\nZZ\r\n0\r\n\r\n");
      default -> throw new IllegalArgumentException(kind);
    }
  }

  private static String whole(String payload) {
    return OK + "Content-Length: " + payload.length() + "\r\n\r\n" + payload;
  }

  private static void say(OutputStream to, String text) throws IOException {
    to.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether a client that has nothing more to say does so within a moment. */
  private static boolean hangsUp(Socket socket) throws IOException {
    socket.setSoTimeout(MOMENT_MILLIS);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static String get(String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    return RawClient.send(proxy.port(), RawClient.bytes(request), RawClient.PATIENCE_MILLIS).text();
  }

  private static CompletableFuture<String> getLater(String path) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return get(path);
          } catch (IOException e) {
            return "" + e;
          }
        },
        task -> new Thread(task).start());
  }

  /** No more of it is kept than a function can say, and the half is not taken for the whole. */
  @ParameterizedTest
  @ValueSource(strings = {"endless", "40MB", "huge", "negative", "malformed", "nothing", "half"})
  void answerThatNoFunctionGives_is502(String kind) throws IOException {
    assertThat(get("/f/" + kind)).startsWith("HTTP/1.1 502 ");
  }

  /** As a tree of objects it would need ten times the heap. */
  @Test
  void answerOfManySmallObjects_isPassedOn() throws IOException {
    assertThat(get("/f/objects")).startsWith("HTTP/1.1 200 OK").endsWith("{\"a\":1},1]");
  }

  @Test
  void functionThatIsWaitedForNoMore_keepsNoConnection() throws IOException {
    List<CompletableFuture<String>> hanging = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      hanging.add(getLater("/short/hang"));
    }
    hanging.forEach(each -> assertThat(each.join()).startsWith("HTTP/1.1 504 "));
    List<CompletableFuture<String>> trickling = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      trickling.add(getLater("/short/trickle"));
    }
    trickling.forEach(each -> assertThat(each.join()).startsWith("HTTP/1.1 504 "));
    ProxyRig.await(() -> open.get() <= 1); // the one that is kept
  }

  @Test
  void answersThatTrickle_holdUpNoOthers() throws IOException {
    List<CompletableFuture<String>> trickling = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      trickling.add(getLater("/f/trickle"));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(get("/short/long")).startsWith("HTTP/1.1 200 OK");
    }
    trickling.forEach(each -> assertThat(each.join()).startsWith("HTTP/1.1 502 "));
  }
}
