package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class RoomyAllocatorTest {

  private final EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseEncoder());

  @Test
  void shortBody_leavesInOnePieceWithItsHead() {
    RoomyAllocator.install(channel);
    String sent = sent(660);
    assertThat(channel.outboundMessages()).isEmpty();
    assertThat(sent).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n" + "x".repeat(660));
  }

  @Test
  void longBody_isNotCopied() {
    RoomyAllocator.install(channel);
    sent(64 * 1024);
    assertThat(channel.outboundMessages()).hasSize(1);
  }

  @Test
  void install_isDoneOnce() {
    RoomyAllocator.install(channel);
    Object first = channel.config().getAllocator();
    RoomyAllocator.install(channel);
    assertThat((Object) channel.config().getAllocator()).isSameAs(first);
  }

  /** The first piece. */
  private String sent(int bytes) {
    channel.writeOutbound(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.OK,
            Unpooled.copiedBuffer("x".repeat(bytes), StandardCharsets.US_ASCII)));
    ByteBuf piece = channel.readOutbound();
    String text = piece.toString(StandardCharsets.US_ASCII);
    piece.release();
    return text;
  }
}
