package dev.banyan.proxy.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client still sends in two steps: first the way to the client, then,
 * when the client has closed too or after two seconds, the rest. A close with bytes unread makes
 * TCP answer with a reset, which wipes out an answer that the client has not read yet: it would see
 * a broken connection instead of the 413 or 503 (<a
 * href="https://www.rfc-editor.org/rfc/rfc9112#section-9.6">RFC 9112, 9.6</a>).
 *
 * <p>The handler next to the socket. Used on its channel's event loop only.
 */
public final class LingeringClose extends ChannelOutboundHandlerAdapter {

  private static final int MOST_SECONDS = 2;

  private boolean lingers;

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (lingers) {
      ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
      return; // whoever asks for it again, and several do, would cut off the answer
    }
    RequestWire wire = RequestWire.of(ctx.channel());
    if (wire == null
        || !wire.isSentMore()
        || !ctx.channel().isActive()
        || !(ctx.channel() instanceof DuplexChannel)) {
      ctx.close(promise);
      return;
    }
    lingers = true;
    ctx.pipeline().addBefore(ctx.name(), null, new Unread());
    ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> ((DuplexChannel) ctx.channel()).shutdownOutput());
    ReadStop.lift(ctx.channel());
    ctx.channel().config().setAutoRead(true);
    ctx.executor().schedule(() -> ctx.close(), MOST_SECONDS, TimeUnit.SECONDS);
  }

  /** Drops what still comes. */
  private static final class Unread extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }
  }
}
