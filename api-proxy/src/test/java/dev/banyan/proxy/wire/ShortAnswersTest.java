package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShortAnswersTest {

  private final EmbeddedChannel codec = channel();
  private final EmbeddedChannel channel = channel();

  ShortAnswersTest() {
    ShortAnswers.install(channel);
    ShortAnswers.install(channel); // the second time changes nothing
  }

  private static EmbeddedChannel channel() {
    EmbeddedChannel made = new EmbeddedChannel();
    made.pipeline().addLast("httpEncoder", new HttpResponseEncoder());
    return made;
  }

  @AfterEach
  void nothingIsKept() {
    assertThat(channel.finishAndReleaseAll()).isFalse();
    codec.finishAndReleaseAll();
  }

  private static FullHttpResponse answer(HttpVersion version, int status, int bytes) {
    HttpHeaders fields = HeadersMultiMap.caseInsensitive();
    fields.add((CharSequence) new AsciiString("ETag"), "\"1\"").add("empty", "");
    return new DefaultFullHttpResponse(
        version,
        HttpResponseStatus.valueOf(status),
        Unpooled.copiedBuffer("x".repeat(bytes), StandardCharsets.US_ASCII),
        fields,
        EmptyHttpHeaders.INSTANCE);
  }

  /** All that a channel wrote, and how many pieces that were. */
  private static String written(EmbeddedChannel by, FullHttpResponse answer) {
    by.writeOutbound(answer);
    StringBuilder text = new StringBuilder();
    int pieces = 0;
    for (ByteBuf piece = by.readOutbound(); piece != null; piece = by.readOutbound()) {
      pieces += piece.isReadable() ? 1 : 0;
      text.append(piece.toString(StandardCharsets.ISO_8859_1));
      piece.release();
    }
    return pieces + " " + text;
  }

  /** One piece where the codec makes two, and as many as the codec makes where it is passed on. */
  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, 200, 660, 1",
    "HTTP/1.1, 200, 1, 1",
    "HTTP/1.1, 200, 2048, 1",
    "HTTP/1.1, 200, 2049, 2",
    "HTTP/1.1, 200, 65536, 2",
    "HTTP/1.1, 200, 0, 1",
    "HTTP/1.0, 200, 660, 1",
    "HTTP/1.1, 404, 660, 1",
    "HTTP/1.1, 599, 660, 1",
    "HTTP/1.1, 999, 660, 1",
    "HTTP/1.1, 204, 660, 1",
    "HTTP/1.1, 205, 660, 1",
    "HTTP/1.1, 304, 660, 1",
    "HTTP/1.1, 100, 0, 1",
  })
  void answer_isWhatTheCodecMakes(String version, int status, int bytes, int pieces) {
    HttpVersion of = HttpVersion.valueOf(version);
    String made = written(channel, answer(of, status, bytes));
    String expected = written(codec, answer(of, status, bytes));
    assertThat(made.substring(2)).isEqualTo(expected.substring(2));
    assertThat(made).startsWith(pieces + " " + version + " " + status + " ");
  }

  @Test
  void chunkedAnswer_isLeftToTheCodec() {
    FullHttpResponse chunked = answer(HttpVersion.HTTP_1_1, 200, 5);
    chunked.headers().add("Transfer-Encoding", "chunked");
    assertThat(written(channel, chunked)).endsWith("\r\n\r\n5\r\nxxxxx\r\n0\r\n\r\n");
  }

  @Test
  void answerOfItsOwnReason_saysIt() {
    FullHttpResponse own = answer(HttpVersion.HTTP_1_1, 200, 5);
    own.setStatus(new HttpResponseStatus(299, "All G\u00fct"));
    assertThat(written(channel, own)).startsWith("1 HTTP/1.1 299 All G\u00fct\r\nETag: \"1\"\r\n");
  }

  @Test
  void body_isLetGoOf() {
    FullHttpResponse answer = answer(HttpVersion.HTTP_1_1, 200, 5);
    written(channel, answer);
    assertThat(answer.refCnt()).isZero();
  }

  /** After an upgrade to HTTP/2 or WebSocket. */
  @Test
  void otherBytes_passAsTheyAre() {
    channel.pipeline().remove("httpEncoder");
    ByteBuf frame = Unpooled.copiedBuffer("frame", StandardCharsets.US_ASCII);
    channel.writeOutbound(frame);
    ByteBuf same = channel.readOutbound();
    assertThat(same).isSameAs(frame);
    same.release();
  }
}
