package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that asks for h2c, and gets its answer in HTTP/2. */
class AgreedUpgradeTest {

  private static final String ASKS =
      "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
          + "HTTP2-Settings: AAMAAABk\r\n\r\n";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String BODY = "b".repeat(40_000);

  /** Nothing may come in it. */
  private static final int A_WHILE = 300;

  private ProxyRig rig;
  private Socket socket;
  private DataInputStream in;

  @BeforeEach
  void start() throws IOException {
    rig = new ProxyRig();
    rig.legacy.answer = request -> request.response().end(BODY);
    socket = new Socket("127.0.0.1", rig.proxy.port());
    socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    rig.close();
  }

  private void say(byte[] bytes, int from, int to) throws IOException {
    socket.getOutputStream().write(bytes, from, to - from);
  }

  private static byte[] prefaceAndSettings() {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(RawClient.bytes(PREFACE));
    both.writeBytes(RawHttp2.bytes(RawHttp2.SETTINGS, 0, 0, new byte[0]));
    return both.toByteArray();
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** The answer in HTTP/2, which is the whole of what is said before. */
  private void assertAnswered() throws IOException {
    List<Integer> types = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    while (body.length() < BODY.length()) {
      RawHttp2.Received frame = RawHttp2.Received.read(in);
      types.add(frame.type());
      if (frame.type() == RawHttp2.DATA) {
        body.append(new String(frame.payload(), StandardCharsets.US_ASCII));
      }
    }
    assertThat(types.get(0)).isEqualTo(RawHttp2.SETTINGS);
    assertThat(types).contains(RawHttp2.HEADERS);
    assertThat(body.toString()).isEqualTo(BODY);
  }

  /** Clients lose their place in what comes with the agreement. */
  @Test
  void nothingFollowsTheAgreement_untilThePreface() throws IOException {
    say(RawClient.bytes(ASKS), 0, ASKS.length());

    assertThat(head()).startsWith("HTTP/1.1 101 ");
    socket.setSoTimeout(A_WHILE);
    assertThatThrownBy(() -> in.read()).isInstanceOf(SocketTimeoutException.class);

    socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
    byte[] preface = prefaceAndSettings();
    say(preface, 0, preface.length);
    assertAnswered();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 12, 23, 24})
  void prefaceInTwoPieces_isAnswered(int first) throws IOException {
    byte[] preface = prefaceAndSettings();
    ByteArrayOutputStream begin = new ByteArrayOutputStream();
    begin.writeBytes(RawClient.bytes(ASKS));
    begin.write(preface, 0, first);
    say(begin.toByteArray(), 0, begin.size());
    assertThat(head()).startsWith("HTTP/1.1 101 ");
    say(preface, first, preface.length);
    assertAnswered();
  }

  @Test
  void prefaceWithTheRequest_isAnswered() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(RawClient.bytes(ASKS));
    all.writeBytes(prefaceAndSettings());
    say(all.toByteArray(), 0, all.size());
    assertThat(head()).startsWith("HTTP/1.1 101 ");
    assertAnswered();
  }
}
