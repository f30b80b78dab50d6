package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a side that could be read in two ways never reach a client as whole ones. */
class AnswerVectorsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static RawSide side;
  private static ProxyRig rig;

  @BeforeAll
  static void start() throws IOException {
    side = new RawSide();
    rig = new ProxyRig(p -> ProxyRig.withLegacy(p, side.url()));
  }

  @AfterAll
  static void stop() throws IOException {
    rig.close();
    side.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "Content-Length: +3\r\n\r\nabc",
        "Content-Length: 3, 3\r\n\r\nabc",
        "Transfer-Encoding: xchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\nabc",
        "X: a\r\n b\r\nContent-Length: 3\r\n\r\nabc",
        "X : a\r\nContent-Length: 3\r\n\r\nabc",
        "X: a\nContent-Length: 3\r\n\r\nabc",
        "X: a\rY: b\r\nContent-Length: 3\r\n\r\nabc",
        "X: a\0\r\nContent-Length: 3\r\n\r\nabc",
        "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "Content-Length:\r\n\r\nabc",
        "Content-Length: 0x3\r\n\r\nabc",
        "Content-Length: 99999999999999999999\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding\0: chunked\r\n\r\n0\r\n\r\n",
        "X\r\nContent-Length: 3\r\n\r\nabc",
        ": a\r\nContent-Length: 3\r\n\r\nabc",
        " X: a\r\nContent-Length: 3\r\n\r\nabc",
        "X: a\u007f\r\nContent-Length: 3\r\n\r\nabc",
        "Location: /a\nSet-Cookie: evil\r\nContent-Length: 0\r\n\r\n",
        "Location: /a\rSet-Cookie: evil\r\nContent-Length: 0\r\n\r\n",
        "Content-Length: 1_0\r\n\r\nabc",
        "Content-Length: -3\r\n\r\nabc",
        "Content-Length: 3;a\r\n\r\nabc",
        "Content-Length: 3\r\nContent-Length: \r\n\r\nabc",
        "Content-Length: 3\r\nTransfer-Encoding: identity\r\n\r\nabc",
        "Content-Length : 3\r\n\r\nabc",
        "Content-Length: 3\r\n 4\r\n\r\nabc",
        "Content-Length\0: 3\r\n\r\nabc",
        "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\u000b\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: \r\n\r\nabc",
        "Transfer-Encoding: gzip\r\n\r\nabc",
        "X: a\r\r\n\r\nabc",
        "\u00fc: a\r\nContent-Length: 3\r\n\r\nabc",
      })
  void malformedHead_is502(String rest) throws IOException {
    side.answer(OK + rest);

    assertThat(ask().statuses()).containsExactly(502);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/2 200 OK\r\n\r\n",
        "200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1\t200 OK\r\n\r\n",
        "HTTP/1.1 200 O\0K\r\n\r\n",
        "HTTP/1.1 200 OK\nX: y\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n",
        "HTTP/0.9 200 OK\r\n\r\n",
        "<html>an answer of HTTP/0.9</html>\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 205 Reset\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200\r\n X: y\r\n\r\n",
        "HTTP/1.1 200 OK\r\r\n\r\n",
        "HTTP/1.1 +20 OK\r\n\r\n",
        "HTTP/1.1 2OO OK\r\n\r\n",
        "HTTP/1.2 200 OK\r\n\r\n",
        "HTTP/1.1 000 OK\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "\0HTTP/1.1 200 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nrubbish\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n X: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 102 Processing\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 103 Hints\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 101 Nobody asked\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
      })
  void malformedStatusLine_is502(String answer) throws IOException {
    side.answer(answer);

    assertThat(ask().statuses()).containsExactly(502);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3\r\nabc\r\nzz\r\n", "3\r\nabcX\r\n", "3;\nabc\r\n", "-1\r\nabc"})
  void malformedChunks_areNotMadeToLookWhole(String chunks) throws IOException {
    side.answer(OK + "Transfer-Encoding: chunked\r\n\r\n" + chunks);

    RawClient.Back back = ask();

    assertThat(back.closed()).isTrue();
    assertThat(back.text()).doesNotContain("\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n"
      })
  void rightAnswer_passes(String rest) throws IOException {
    side.answer("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + rest);

    assertThat(ask().text()).contains("200 OK").contains("abc");
  }

  /** A second answer that nobody asked for would be given to the connection's next user. */
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"})
  void answerThatNobodyAskedFor_isNotGivenToTheNext(String second) throws IOException {
    side.answer(OK + "Content-Length: 3\r\n\r\nabc" + second);

    for (int i = 0; i < 5; i++) {
      assertThat(ask().text()).doesNotContain("evil");
    }
  }

  /** Bodies that an answer of its kind has not, and that would be the next answer. */
  @ParameterizedTest
  @ValueSource(strings = {"204 No Content", "304 Not Modified"})
  void bodyWhereNoneIs_isNotGivenToTheNext(String status) throws IOException {
    side.answer("HTTP/1.1 " + status + "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");

    for (int i = 0; i < 5; i++) {
      assertThat(ask().text()).doesNotContain("evil");
    }
  }

  @Test
  void bodyBehindTheAnswerToHead_isNotGivenToTheNext() throws IOException {
    side.answer(OK + "Content-Length: 4\r\n\r\nevil");

    for (int i = 0; i < 5; i++) {
      assertThat(ask("HEAD").text()).doesNotContain("evil");
    }
  }

  @Test
  void answerThatIsShorterThanItSays_isCut() throws IOException {
    side.answerAndClose(OK + "Content-Length: 9\r\n\r\nabc");

    RawClient.Back back = ask();

    assertThat(back.closed()).isTrue();
    assertThat(back.text()).doesNotEndWith("abc\r\n0\r\n\r\n");
    assertThat(back.text().contains("Content-Length: 9") || back.statuses().equals(List.of(502)))
        .isTrue();
  }

  @Test
  void answerWithoutLength_endsWithItsConnection() throws IOException {
    side.answerAndClose(OK + "\r\nabc");

    assertThat(ask().text()).contains("200 OK").endsWith("3\r\nabc\r\n0\r\n\r\n");
  }

  /** A side that says "soon" for ever is cut off. */
  @Test
  void provisionalAnswersWithoutEnd_are502() throws IOException {
    side.answer("HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n".repeat(5_000));

    assertThat(ask().statuses()).containsExactly(502);
  }

  /** Some clients read a length that begins with zeros as octal. */
  @Test
  void zerosBeforeALength_areLeftOut() throws IOException {
    side.answer(OK + "Content-Length: 0011\r\n\r\nabcdefghijk");

    assertThat(ask().text()).contains("Content-Length: 11\r\n").endsWith("\r\n\r\nabcdefghijk");
  }

  /** Old servers say names in Latin-1. */
  @Test
  void bytesAboveAscii_passUnchanged() throws IOException {
    side.answer(
        "HTTP/1.1 200 \u00fcber\r\nX-Name: caf\u00e9 \u00ff\r\nContent-Length: 2\r\n\r\n\u00e9!");

    String text = ask().text();

    assertThat(text).contains("X-Name: caf\u00e9 \u00ff\r\n").endsWith("\r\n\r\n\u00e9!");
  }

  private static RawClient.Back ask() throws IOException {
    return ask("GET");
  }

  private static RawClient.Back ask(String method) throws IOException {
    String request = method + " /users/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    return RawClient.send(rig.proxy.port(), RawClient.bytes(request), RawClient.PATIENCE_MILLIS);
  }
}
