package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.RawHttp2Side.Frame;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in HTTP/2 that HTTP/1 would carry in another meaning. */
class Http2AnswersTest {

  private static RawHttp2Side side;
  private static ProxyRig rig;

  @BeforeAll
  static void start() throws IOException {
    side = new RawHttp2Side();
    rig = new ProxyRig(p -> ProxyRig.withLegacyInHttp2(p, side.url()));
  }

  @AfterAll
  static void stop() throws IOException {
    rig.close();
    side.close();
  }

  private static RawClient.Back ask() throws IOException {
    return ask("GET");
  }

  private static RawClient.Back ask(String method) throws IOException {
    return RawClient.send(
        rig.proxy.port(),
        RawClient.bytes(method + " /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
        RawClient.PATIENCE_MILLIS);
  }

  @Test
  void rightAnswer_passes() throws IOException {
    side.answer(
        Frame.head(0, ":status=200", "x=y"),
        Frame.data("abc"),
        Frame.head(RawHttp2.END_STREAM, "x-sum=7"));

    RawClient.Back back = ask();

    assertThat(back.statuses()).containsExactly(200);
    assertThat(back.text()).contains("\r\nx: y\r\n").endsWith("3\r\nabc\r\n0\r\nx-sum: 7\r\n\r\n");
  }

  @Test
  void bodyOfAnAnswerToHead_isDropped() throws IOException {
    side.answer(
        Frame.head(0, ":status=200", "x=y"),
        Frame.data("abc"),
        Frame.head(RawHttp2.END_STREAM, "x-sum=7"));
    try (Printed printed = new Printed()) {
      RawClient.Back back = ask("HEAD");

      assertThat(back.statuses()).containsExactly(200);
      assertThat(back.text()).endsWith("\r\n\r\n");
      assertThat(printed.lines("Unhandled")).isZero();
    }
  }

  /** As long as in HTTP/1.1; others' answers are on the same connection. */
  @Test
  void longHead_passes() throws IOException {
    String value = "x".repeat(15_000);
    side.answer(Frame.head(RawHttp2.END_STREAM, ":status=200", "long=" + value));

    assertThat(ask().text()).contains("long: " + value + "\r\n");
  }

  /**
   * Whoever asked is answered 502 and logged; a line that names nobody would only be in the way.
   */
  @Test
  void sideThatBreaksOff_leavesNoLineOfTheLibrarys() throws IOException {
    try (Printed printed = new Printed()) {
      side.answer(Frame.head(0, ":status=200", "content-length=5"), Frame.data("abc"), Frame.CLOSE);
      assertThat(ask().text()).endsWith("abc");

      assertThat(printed.lines("vertx")).isZero();
      assertThat(printed.lines("ConnectionBase")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x=a\r\nSet-Cookie: evil",
        "x=a\nSet-Cookie: evil",
        "x=a\rb",
        "x=a\0",
        "x\r\nset-cookie=evil",
        "x y=z",
        "content-length=+3",
      })
  void fieldThatHttp1CannotCarry_is502(String field) throws IOException {
    side.answer(Frame.head(RawHttp2.END_STREAM, ":status=200", field));

    RawClient.Back back = ask();

    assertThat(back.statuses()).as(back.text()).containsExactly(502);
    assertThat(back.text()).doesNotContain("evil");
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 102, 199})
  void provisionalAnswer_isNotTheAnswer(int status) throws IOException {
    side.answer(Frame.head(0, ":status=" + status), Frame.head(RawHttp2.END_STREAM, ":status=200"));

    assertThat(ask().statuses()).containsExactly(502);
  }

  @Test
  void provisionalAnswersWithoutEnd_are502() throws IOException {
    Frame[] many = new Frame[100];
    Arrays.fill(many, Frame.head(0, ":status=103", "link=x"));
    many[99] = Frame.head(RawHttp2.END_STREAM, ":status=200");
    side.answer(many);

    assertThat(ask().statuses()).containsExactly(502);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "99", "1000", "20", "2000", "-200", "200 OK", "2OO", ""})
  void statusThatHttp1CannotCarry_is502(String status) throws IOException {
    side.answer(Frame.head(RawHttp2.END_STREAM, ":status=" + status));

    assertThat(ask().statuses()).containsExactly(502);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x=a\r\nSet-Cookie: evil",
        "transfer-encoding=chunked",
        "connection=close",
        "content-length=3",
        "x\nset-cookie=evil",
      })
  void trailerThatHttp1CannotCarry_isLeftOut(String field) throws IOException {
    side.answer(
        Frame.head(0, ":status=200"), Frame.data("abc"), Frame.head(RawHttp2.END_STREAM, field));

    RawClient.Back back = ask();

    assertThat(back.text())
        .doesNotContain("evil")
        .doesNotContain("\r\n0\r\nt")
        .doesNotContain("\r\n0\r\nco");
    assertThat(back.closed()).isTrue();
  }

  /** The next answer on the connection would be read as the body. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lengthWithoutABody_is502(boolean empty) throws IOException {
    String[] head = {":status=200", "content-length=5"};
    if (empty) {
      side.answer(Frame.head(0, head), new Frame(RawHttp2.DATA, RawHttp2.END_STREAM, new byte[0]));
    } else {
      side.answer(Frame.head(RawHttp2.END_STREAM, head));
    }
    byte[] twice = RawClient.bytes("GET /a HTTP/1.1\r\nHost: h\r\n\r\n".repeat(2));

    RawClient.Back back = RawClient.send(rig.proxy.port(), twice, 500);

    assertThat(back.statuses()).as(back.text()).containsOnly(502);
    assertThat(back.text()).doesNotContain("ength: 5\r\n");
  }

  @Test
  void lengthOfTheBodyThatHeadDoesNotGet_passes() throws IOException {
    side.answer(Frame.head(RawHttp2.END_STREAM, ":status=200", "content-length=5"));

    RawClient.Back back = ask("HEAD");

    assertThat(back.statuses()).containsExactly(200);
    assertThat(back.text()).containsIgnoringCase("content-length: 5\r\n");
  }

  @Test
  void bodyShorterThanItsLength_isCut() throws IOException {
    side.answer(
        Frame.head(0, ":status=200", "content-length=9"),
        Frame.data("abc"),
        new Frame(RawHttp2.DATA, RawHttp2.END_STREAM, new byte[0]));

    RawClient.Back back = ask();

    assertThat(back.closed()).isTrue();
    assertThat(back.statuses().equals(java.util.List.of(502)) || !back.text().contains("\r\n0\r\n"))
        .isTrue();
  }
}
