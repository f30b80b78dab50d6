package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadStopTest {

  private static final int SENT = 200_000;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicLong read = new AtomicLong();
  private final CompletableFuture<Channel> stopped = new CompletableFuture<>();

  @AfterEach
  void stop() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Stops reading at the first byte, for two holders. */
  private final class Hold extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (read.getAndAdd(((ByteBuf) message).readableBytes()) == 0) {
        ReadStop.begin(ctx.channel());
        ReadStop.begin(ctx.channel());
        stopped.complete(ctx.channel());
      }
      ((ByteBuf) message).release();
    }
  }

  @Test
  void stopped_takesOneReadAndTheRestWhenTheLastHolderEnds() throws Exception {
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Hold());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    try (Socket client = new Socket("127.0.0.1", port(server))) {
      client.getOutputStream().write(new byte[SENT]);
      Channel channel = stopped.get(10, TimeUnit.SECONDS);

      rounds(channel, () -> {});
      assertThat(read).hasValueLessThanOrEqualTo(64 * 1024);
      rounds(channel, () -> ReadStop.end(channel));
      assertThat(read).hasValueLessThanOrEqualTo(64 * 1024);

      channel.eventLoop().submit(() -> ReadStop.end(channel)).get(10, TimeUnit.SECONDS);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (read.get() < SENT) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
  }

  private static int port(Channel server) {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Does something, then lets the event loop look at its connections some more times. */
  private static void rounds(Channel channel, Runnable first) throws Exception {
    channel.eventLoop().submit(first).get(10, TimeUnit.SECONDS);
    for (int i = 0; i < 50; i++) {
      channel.eventLoop().submit(() -> {}).get(10, TimeUnit.SECONDS);
    }
  }
}
