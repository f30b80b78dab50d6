package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UntilAnsweredTest {

  private static final WireLimits LIMITS =
      new WireLimits(120, 200, 6, Duration.ofSeconds(1), 0, true);

  private final RequestWire wire =
      new RequestWire(LIMITS, new RequestMemory(1_000_000, new LongAdder()), false);
  private final EmbeddedChannel channel = new EmbeddedChannel(wire);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  /** Takes bytes apart, as nobody behind it can. */
  private static final class Decoder extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ByteBuf bytes) {
        ctx.fireChannelRead(bytes.toString(StandardCharsets.ISO_8859_1));
        bytes.release();
      } else {
        ctx.fireChannelRead(message);
      }
    }
  }

  /** Vert.x adds its handlers while the first requests are handled. */
  private void codecComes() {
    channel.pipeline().addLast("decoder", new Decoder());
    channel.pipeline().addLast("handler", new ChannelDuplexHandler());
    wire.codecIsThere(channel.pipeline().context("decoder"));
  }

  private final class CodecComesWithTheFirstBytes extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      codecComes();
      ctx.fireChannelRead(message);
      ctx.pipeline().remove(this);
    }
  }

  private void read(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  private void answer() {
    channel.pipeline().context("handler").writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    channel.runPendingTasks();
  }

  /** Some as bytes for the codec, some as messages that need none. */
  private int passed() {
    int requests = 0;
    for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
      assertThat(part).as("past the decoder").isNotInstanceOf(ByteBuf.class);
      if (part instanceof String text) {
        requests += text.split("GET ", -1).length - 1;
      } else if (part instanceof HttpRequest) {
        requests++;
      }
      ReferenceCountUtil.release(part);
    }
    return requests;
  }

  private static String requests(int many) {
    return "GET /a HTTP/1.1\r\nHost: h\r\n\r\n".repeat(many);
  }

  @Test
  void behindEight_eachAnswerBringsOne() {
    channel.pipeline().addLast("first", new CodecComesWithTheFirstBytes());
    read(requests(11));
    assertThat(passed()).isEqualTo(UntilAnswered.AHEAD);

    for (int more = 0; more < 3; more++) {
      answer();
      assertThat(passed()).isEqualTo(1);
    }
    answer();
    assertThat(passed()).isZero();
  }

  @Test
  void whatComesMeanwhile_isBehind() {
    codecComes();
    read(requests(9));
    read(requests(1));
    assertThat(passed()).isEqualTo(UntilAnswered.AHEAD);

    answer();
    answer();

    assertThat(passed()).isEqualTo(2);
  }

  @Test
  void withoutAgreement_whatWasKeptAreRequests() {
    codecComes();
    read(
        "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Key: a\r\nSec-WebSocket-Version: 13\r\n\r\n"
            + requests(2));
    assertThat(passed()).isEqualTo(1);

    wire.staysHttp();
    channel.runPendingTasks();

    assertThat(passed()).isEqualTo(2);
  }

  @Test
  void withAgreement_whatWasKeptPassesUnread() {
    codecComes();
    read(
        "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Key: a\r\nSec-WebSocket-Version: 13\r\n\r\nno HTTP");
    assertThat(passed()).isEqualTo(1);

    wire.pass();

    assertThat(channel.<String>readInbound()).isEqualTo("no HTTP");
  }
}
