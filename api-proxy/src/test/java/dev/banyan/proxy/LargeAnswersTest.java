package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bytes that are passed on where they were read stay what they were, however many are on their way.
 */
class LargeAnswersTest {

  private static final int ANSWERS = 80;
  private static final int LONGEST = 400_000;

  /** Answers from this one on are long enough to fill what the kernel keeps for a client. */
  private static final int LONG = 1_000;

  private static final int SLOW = 24;

  private ProxyRig rig;

  @BeforeEach
  void start() {
    rig = new ProxyRig();
    rig.legacy.answer = LargeAnswersTest::answer;
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static byte[] body(int number) {
    Random random = new Random(number);
    byte[] body = new byte[random.nextInt(number < LONG ? LONGEST : 10 * LONGEST)];
    random.nextBytes(body);
    return body;
  }

  /** Every other with its length; the others in chunks of all sizes. */
  private static void answer(HttpServerRequest request) {
    int number = Integer.parseInt(request.path().substring(3));
    Buffer body = Buffer.buffer(body(number));
    HttpServerResponse response = request.response();
    if (number % 2 == 0) {
      response.end(body);
      return;
    }
    response.setChunked(true);
    Random random = new Random(number);
    for (int at = 0; at < body.length(); ) {
      int end = Math.min(body.length(), at + 1 + random.nextInt(1 << random.nextInt(17)));
      response.write(body.slice(at, end));
      at = end;
    }
    response.end();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void manyAtOnce_arriveWhole(HttpClient.Version version) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(version).build();
    List<CompletableFuture<HttpResponse<byte[]>>> asked = new ArrayList<>();
    for (int number = 0; number < ANSWERS; number++) {
      asked.add(
          client.sendAsync(
              rig.request("/a/" + number).build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    for (int number = 0; number < ANSWERS; number++) {
      HttpResponse<byte[]> answer = asked.get(number).get(20, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).as("answer %d", number).isEqualTo(body(number));
    }
  }

  /** Parts wait while others are read to what would have been their place. */
  @Test
  void slowClients_getTheirOwnBytes() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int number = 0; number < SLOW; number++) {
        slow.add(ask(LONG + 2 * number)); // those with a length
      }
      for (int number = 0; number < SLOW; number++) {
        byte[] body = body(LONG + 2 * number);
        byte[] answer = slow.get(number).getInputStream().readAllBytes();
        assertThat(answer).as("answer %d", number).endsWith(body);
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private Socket ask(int number) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress("127.0.0.1", rig.proxy.port()));
    String head = "GET /a/" + number + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(RawClient.bytes(head));
    return socket;
  }
}
