package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections of one event loop that keep more than it may. */
class KeptBytesTest {

  private static final int BOUND = 150_000;
  private static final int PART = 30_000;
  private static final WireLimits LIMITS =
      new WireLimits(8_192, 64_000, 100, Duration.ofMinutes(1), 0, false);
  private static final LocalAddress HERE = new LocalAddress("kept");

  private final LongAdder cut = new LongAdder();
  private final RequestMemory memory = new RequestMemory(BOUND, cut);
  private final DefaultEventLoopGroup loops = new DefaultEventLoopGroup(1);
  private final List<Channel> accepted = new ArrayList<>();

  @BeforeEach
  void listen() throws InterruptedException {
    new io.netty.bootstrap.ServerBootstrap()
        .group(loops)
        .channel(LocalServerChannel.class)
        .childHandler(
            new ChannelInitializer<LocalChannel>() {
              @Override
              protected void initChannel(LocalChannel channel) {
                channel.pipeline().addLast(new RequestWire(LIMITS, memory, true));
                accepted.add(channel);
              }
            })
        .bind(HERE)
        .sync();
  }

  @AfterEach
  void stop() throws InterruptedException {
    loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).sync();
  }

  private Channel client() throws InterruptedException {
    return new io.netty.bootstrap.Bootstrap()
        .group(loops)
        .channel(LocalChannel.class)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(HERE)
        .sync()
        .channel();
  }

  private void send(Channel client, String text) throws InterruptedException {
    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    client.writeAndFlush(bytes).sync();
    loops.submit(() -> {}).sync(); // behind what the other end does with it
  }

  private static String head(int length) {
    return "GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(length);
  }

  @Test
  void tooManyPartsOfHeads_closeWhoHasWaitedForLongest() throws InterruptedException {
    List<Channel> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(client());
    }
    send(clients.get(0), head(PART));
    send(clients.get(1), head(PART));
    assertThat(clients).allMatch(Channel::isOpen);

    send(clients.get(2), head(PART));

    assertThat(accepted).extracting(Channel::isOpen).containsExactly(false, true, true);
    assertThat(cut.sum()).isEqualTo(1);
  }

  /** Netty keeps them behind the wire. */
  @Test
  void tooManyPartsOfHeadsInHttp2_closeWhoHasWaitedForLongest() throws InterruptedException {
    String part = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\177\0\1\0\0\0\0\1" + "x".repeat(PART);
    for (int i = 0; i < 6; i++) {
      Channel client = client();
      send(client, part);
      if (i == 4) {
        assertThat(accepted).allMatch(Channel::isOpen);
      }
    }

    assertThat(accepted)
        .extracting(Channel::isOpen)
        .containsExactly(false, true, true, true, true, true);
    assertThat(cut.sum()).isEqualTo(1);
  }

  @Test
  void whatIsWholeOrGone_isKeptNoMore() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      Channel whole = client();
      send(whole, head(PART));
      send(whole, "\r\n\r\n");
      Channel gone = client();
      send(gone, head(PART));
      gone.close().sync();
      loops.submit(() -> {}).sync();
    }
    assertThat(cut.sum()).isZero();
  }

  /** Behind many at once, whose answers are not there yet. */
  @Test
  void tooManyRequestsBeforeTheirTurn_closeWhoHasWaitedForLongest() throws InterruptedException {
    String many = "GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(90_000 / 27);
    send(client(), many);
    assertThat(accepted).allMatch(Channel::isOpen);

    send(client(), many);

    assertThat(accepted).extracting(Channel::isOpen).containsExactly(false, true);
    assertThat(cut.sum()).isEqualTo(1);
  }

  /** Not when its channel's handlers hear of it, which may be behind many more that keep bytes. */
  @Test
  void whatIsCut_isFreeAtOnce() {
    RequestMemory own = new RequestMemory(PART, cut);
    ChannelHandlerContext ctx =
        new EmbeddedChannel(new ChannelInboundHandlerAdapter()).pipeline().firstContext();
    ByteBuf longest = Unpooled.buffer(PART);
    ByteBuf next = Unpooled.buffer(PART);

    new KeptBytes(own).keep(ctx, longest);
    assertThat(longest.refCnt()).isEqualTo(1);
    new KeptBytes(own).keep(ctx, next);

    assertThat(longest.refCnt()).isZero();
    assertThat(next.refCnt()).isEqualTo(1);
    assertThat(ctx.channel().isOpen()).isFalse();
  }
}
