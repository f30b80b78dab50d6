package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

  private static final WireLimits LIMITS =
      new WireLimits(1_000, 4_000, 50, Duration.ofSeconds(1), 0, true);

  private static final String MANY_BYTES =
      "HTTP/1.1 200 OK\r\nContent-Length: 8000\r\n\r\n" + "b".repeat(8_000);

  private final AnswerReader reader = new AnswerReader(LIMITS);

  /** What an answer comes to when its bytes come in pieces of a size, as one line. */
  private String read(String answer, int size) {
    StringBuilder told = new StringBuilder();
    Buffer body = Buffer.buffer();
    byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < bytes.length; at += size) {
      ByteBuf piece = Unpooled.copiedBuffer(bytes, at, Math.min(size, bytes.length - at));
      String refusal = reader.read(piece);
      assertThat(piece.refCnt()).isZero();
      if (refusal != null) {
        return told + " refused: " + refusal;
      }
      AnswerHead head = reader.head();
      if (head != null) {
        told.append(head.status()).append(' ').append(head.reason()).append(' ');
        told.append(head.isHttp11()).append(' ').append(listed(head.fields()));
      }
      ByteBuf part = reader.part();
      if (part != null) {
        body.appendBuffer(BufferInternal.buffer(part));
        part.release();
      }
      if (reader.hasEnded()) {
        told.append(" <").append(body.toString(StandardCharsets.ISO_8859_1)).append('>');
        told.append(reader.trailers() == null ? "" : listed(reader.trailers()));
      }
    }
    return reader.endsWithConnection() ? told + " <" + body + ">" : told.toString();
  }

  private static String listed(MultiMap fields) {
    return listed(Fields.of(fields));
  }

  private static String listed(Fields fields) {
    return "[" + String.join(",", FieldsTest.listed(fields)) + "]";
  }

  private void comesTo(String answer, String expected) {
    for (int size = 1; size <= answer.length(); size++) {
      reader.expect(false);
      assertThat(read(answer, size)).as("in pieces of %d", size).isEqualTo(expected);
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  /** They read with what their thread has, one at a time. */
  @Test
  void answersOfOneThread_areNotMixedUp() {
    AnswerReader other = new AnswerReader(LIMITS);
    reader.expect(false);
    other.expect(false);

    assertThat(reader.read(bytes("HTTP/1.1 200 OK\r\nMine: 1\r\nCont"))).isNull();
    assertThat(other.read(bytes("HTTP/1.1 404 Gone astray\r\nOther: 2\r\nContent-Len"))).isNull();
    assertThat(new AnswerReader(LIMITS).read(bytes("?"))).isNotNull();
    assertThat(reader.read(bytes("ent-Length: 0\r\n\r\n"))).isNull();
    assertThat(other.read(bytes("gth: 0\r\n\r\n"))).isNull();

    assertThat(listed(reader.head().fields())).isEqualTo("[Mine=1,Content-Length=0]");
    assertThat(other.head().status()).isEqualTo(404);
    assertThat(other.head().reason()).isEqualTo("Gone astray");
    assertThat(listed(other.head().fields())).isEqualTo("[Other=2,Content-Length=0]");
  }

  /** What has refused one reads none any more. */
  @Test
  void answerBehindARefusedOneOfTheThread_isRead() {
    for (int i = 0; i < 3; i++) {
      AnswerReader other = new AnswerReader(LIMITS);
      other.expect(false);
      assertThat(other.read(bytes("HTTP/1.1 200 OK\r\nno field\r\n\r\n"))).isNotNull();
      reader.expect(false);
      assertThat(read("HTTP/1.1 204 No Content\r\nA: b\r\n\r\n", 100))
          .isEqualTo("204 No Content true [A=b] <>");
    }
  }

  @Test
  void answerWithLength() {
    comesTo(
        "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 3\r\nX-Empty:\r\nY:  a b\t \r\n\r\nabc",
        "200 OK true [Server=x,Content-Length=3,X-Empty=,Y=a b] <abc>");
  }

  @Test
  void reasonOfItsOwn_orNone_inHttp10() {
    comesTo(
        "HTTP/1.0 404 Nothing here\r\nContent-Length: 0\r\n\r\n",
        "404 Nothing here false [Content-Length=0] <>");
    comesTo("HTTP/1.1 204 \r\n\r\n", "204  true [] <>");
    comesTo("HTTP/1.1 304\r\n\r\n", "304  true [] <>");
    comesTo("HTTP/1.1 799 Own\r\nContent-Length: 0\r\n\r\n", "799 Own true [Content-Length=0] <>");
  }

  @Test
  void bytesAboveAscii_passAsTheyAre() {
    comesTo(
        "HTTP/1.1 200 \u00fcber\r\nX: caf\u00e9 - longer than eight \u00ff\r\n"
            + "Content-Length: 1\r\n\r\n\u00e9",
        "200 \u00fcber true [X=caf\u00e9 - longer than eight \u00ff,Content-Length=1] <\u00e9>");
  }

  @Test
  void chunks_andTrailers() {
    comesTo(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;x=\"y\"\r\nabc\r\n1\r\nd\r\n0\r\nSum: 4\r\nOther:  z \r\n\r\n",
        "200 OK true [Transfer-Encoding=chunked] <abcd>[Sum=4,Other=z]");
    comesTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "200 OK true [Content-Length=0] <>");
  }

  @Test
  void provisionalAnswers_arePassedOver() {
    comesTo(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
        "200 OK true [Content-Length=1] <a>");
  }

  @Test
  void answerToHead_hasNoBody() {
    reader.expect(true);
    assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", 99))
        .isEqualTo("200 OK true [Content-Length=9] <>");
  }

  @Test
  void bodyWithoutLength_isToTheEndOfTheConnection() {
    reader.expect(false);
    assertThat(read("HTTP/1.1 200 OK\r\n\r\nall of it", 4)).isEqualTo("200 OK true [] <all of it>");
    assertThat(reader.hasEnded()).isFalse();
  }

  /** What came with it in one read is not given out either. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
        "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: longer than eight bytes \u007f\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: longer than eight bytes \u0001\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX : a\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\n\r\n",
      })
  void refused(String answer) {
    reader.expect(false);
    assertThat(read(answer, answer.length())).startsWith(" refused: ");
  }

  @Test
  void answerThatNobodyAskedFor_isRefused() {
    assertThat(read("H", 1)).contains("more than it was asked for");
  }

  /** Names are kept from one answer to the next; a value is not. */
  @Test
  void sameNamesAgain_withOtherValues() {
    reader.expect(false);
    assertThat(read("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n", 999)).contains("A=1");
    reader.expect(false);
    assertThat(read("HTTP/1.1 200 OK\r\na: 2\r\nContent-Length: 0\r\n\r\n", 999)).contains("a=2");
    reader.expect(false);
    assertThat(read("HTTP/1.1 200 OK\r\na: 3\r\nContent-Length: 0\r\n\r\n", 999)).contains("a=3");
  }

  private ByteBuf read(ByteBuf into, String text) {
    into.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    assertThat(reader.read(into)).isNull();
    return into;
  }

  @Test
  void manyBytes_areNotCopied() {
    reader.expect(false);
    ByteBuf in = read(Unpooled.buffer(9_000), MANY_BYTES);

    ByteBuf part = reader.part();

    assertThat(in.refCnt()).isEqualTo(1);
    assertThat(part.toString(StandardCharsets.ISO_8859_1)).isEqualTo("b".repeat(8_000));
    part.release();
    assertThat(in.refCnt()).isZero();
  }

  /** A client that reads slowly would have much more memory than what waits for it. */
  @Test
  void fewBytes_doNotKeepALargeBuffer() {
    reader.expect(false);
    ByteBuf in = read(Unpooled.buffer(65_536), MANY_BYTES);

    assertThat(in.refCnt()).isZero();
    assertThat(reader.part().readableBytes()).isEqualTo(8_000);
  }

  @Test
  void severalChunks_areOnePart() {
    reader.expect(false);
    ByteBuf in =
        read(
            Unpooled.buffer(9_000),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1800\r\n"
                + "c".repeat(6_144)
                + "\r\n3\r\nddd\r\n");

    assertThat(in.refCnt()).isZero();
    assertThat(reader.part().toString(StandardCharsets.ISO_8859_1))
        .isEqualTo("c".repeat(6_144) + "ddd");
  }

  @Test
  void readThatIsRefused_isFree() {
    reader.expect(false);
    ByteBuf in = Unpooled.buffer(9_000);
    in.writeCharSequence(MANY_BYTES + "b", StandardCharsets.ISO_8859_1);

    assertThat(reader.read(in)).isNotNull();

    assertThat(in.refCnt()).isZero();
    assertThat(reader.part()).isNull();
  }
}
