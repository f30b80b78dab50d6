package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a connection behind a refusal. */
class RequestWireTest {

  private static final WireLimits LIMITS =
      new WireLimits(120, 200, 6, Duration.ofSeconds(1), 0, true);

  private final RequestMemory memory = new RequestMemory(1_000_000, new LongAdder());
  private final RequestWire wire = new RequestWire(LIMITS, memory, false);
  private final EmbeddedChannel channel = new EmbeddedChannel(wire);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void read(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  private String passed() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
      text.append(part.toString(StandardCharsets.ISO_8859_1));
      part.release();
    }
    return text.toString();
  }

  /** Whether the next message was made of a request past the decoder. */
  private boolean isMadeAlone(String path) {
    HttpRequest request = channel.readInbound();
    assertThat(request.uri()).isEqualTo(path);
    for (HttpObject rest = channel.readInbound(); rest != null; rest = channel.readInbound()) {
      ReferenceCountUtil.release(rest);
      if (rest instanceof LastHttpContent) {
        return request.headers() instanceof HeadersMultiMap;
      }
    }
    throw new AssertionError("the request has no end");
  }

  @Test
  void onlyRequestsThatAreFieldsAlone_passTheDecoderBy() {
    channel.pipeline().addLast("decoder", new HttpRequestDecoder());
    read("GET /before HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(isMadeAlone("/before")).as("the wire knows of no decoder yet").isFalse();

    wire.codecIsThere(channel.pipeline().context("decoder"));
    read("GET /alone HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(isMadeAlone("/alone")).isTrue();
    read("POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
    assertThat(isMadeAlone("/body")).isFalse();
    read("GET /h2c HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
    assertThat(isMadeAlone("/h2c")).isFalse();
    read("GET /old HTTP/1.0\r\nHost: h\r\n\r\n");
    assertThat(isMadeAlone("/old")).isFalse();
    read("GET /half HTTP/1.1\r\nHo");
    read("st: h\r\n\r\n");
    assertThat(isMadeAlone("/half")).isFalse();
    read("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(isMadeAlone("/1")).isFalse();
    assertThat(isMadeAlone("/2")).isFalse();
    read("DELETE /last?a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    assertThat(isMadeAlone("/last?a")).isTrue();
  }

  @Test
  void requestThatTheEndOfItsConnectionFollows_isPassedBeforeIt() {
    StringBuilder seen = new StringBuilder();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ReferenceCountUtil.release(message);
                seen.append("request ");
              }

              @Override
              public void channelInactive(ChannelHandlerContext ctx) {
                seen.append("end ");
              }
            });
    String head = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    wire.channelRead(
        channel.pipeline().context(wire), Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII));
    channel.pipeline().fireChannelInactive();

    assertThat(seen).hasToString("request end ");
  }

  /** Every field keeps all of the head, which is read piece by piece. */
  @Test
  void longRequestAlone_keepsNoMoreThanItsBytes() {
    String head = "GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(5_000) + "\r\n\r\n";
    ByteBuf in = Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII);
    RequestScanner scanner =
        new RequestScanner(new WireLimits(120, 9_000, 6, Duration.ofSeconds(1), 0, true), false);
    scanner.scan(in, 0, head.length(), 1);

    HttpRequest made = scanner.alone();

    assertThat(made).isNotNull();
    AsciiString value = (AsciiString) made.headers().iteratorCharSequence().next().getValue();
    assertThat(value.array()).hasSize(head.length());
  }

  /** Each is in several reads, and in turn with one of another connection. */
  @Test
  void requestsOfOneThread_areNotMixedUp() {
    EmbeddedChannel other = new EmbeddedChannel(new RequestWire(LIMITS, memory, false));
    channel.pipeline().addLast("decoder", new HttpRequestDecoder());
    wire.codecIsThere(channel.pipeline().context("decoder"));

    read("GET /a HTTP/1.1\r\nHost: h\r\nX: ");
    other.writeInbound(Unpooled.copiedBuffer("GET /b HTTP/1.1\r\n", StandardCharsets.US_ASCII));
    read("1\r\n\r\n");
    assertThat(isMadeAlone("/a")).isFalse();
    other.finishAndReleaseAll();
    read("GET /c HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(isMadeAlone("/c")).isTrue();
  }

  /** Its answer may take as long as any. */
  @Test
  void requestBeforeARefusedOne_isNotCutOff() {
    read("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nbad\r\n\r\n");

    channel.advanceTimeBy(1, TimeUnit.HOURS);
    channel.runPendingTasks();

    assertThat(channel.isOpen()).isTrue();
    assertThat(wire.refusal()).isNotNull();
    assertThat(passed()).startsWith("GET /a HTTP/1.1\r\nHost: h\r\n\r\n").doesNotContain("/b");
  }

  /** What is taken apart waits for its turn as objects, which are larger. */
  @Test
  void longRequestsBehindEachOther_arePassedOneByOne() {
    RequestWire roomy =
        new RequestWire(
            new WireLimits(120, 20_000, 6, Duration.ofSeconds(1), 0, true),
            new RequestMemory(1_000_000, new LongAdder()),
            false);
    EmbeddedChannel own = new EmbeddedChannel(roomy);
    String request = "GET /a HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(3_000) + "\r\n\r\n";

    own.writeInbound(Unpooled.copiedBuffer(request.repeat(5), StandardCharsets.ISO_8859_1));

    ByteBuf passed = own.readInbound();
    assertThat(passed.readableBytes()).isEqualTo(2 * request.length());
    passed.release();
    own.finishAndReleaseAll();
  }

  /** Or a client could keep it open for as long as it likes. */
  @Test
  void bytesBehindARefusal_areNoSignOfLife() {
    read("GET /b HTTP/1.1\r\nbad\r\n\r\n");
    assertThat(wire.reads().count()).isEqualTo(1);

    read("more");

    assertThat(wire.reads().count()).isEqualTo(1);
    assertThat(passed()).doesNotContain("more");
  }

  @Test
  void emptyLineInTwoReads_isOne() {
    read("\r");
    read("\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(wire.refusal()).isNull();
    assertThat(passed()).endsWith("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  @Test
  void returnWithoutNewLine_isRefused() {
    read("\r");
    read("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(wire.refusal()).isNotNull();
    assertThat(passed()).doesNotContain("/a");
  }
}
