package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Joins the small parts of a body that one read has brought: ten thousand chunks of a byte would be
 * ten thousand objects that wait. Stands behind the codec, on connections that have had a chunked
 * body. Used on its channel's event loop only.
 */
final class SmallParts extends ChannelInboundHandlerAdapter {

  private static final String NAME = "banyan-parts";

  private static final int SMALL = 2 * 1024;
  private static final int ENOUGH = 16 * 1024;

  private @Nullable ByteBuf joined;

  private SmallParts() {}

  /** Joins what comes to a handler. */
  static void install(ChannelPipeline pipeline, String before) {
    pipeline.addBefore(before, NAME, new SmallParts());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpContent part
        && !(message instanceof LastHttpContent)
        && part.content().readableBytes() < SMALL) {
      join(ctx, part);
    } else {
      pass(ctx);
      ctx.fireChannelRead(message);
    }
  }

  private void join(ChannelHandlerContext ctx, HttpContent part) {
    ByteBuf before = joined;
    if (before == null) {
      before = ctx.alloc().buffer(SMALL);
      joined = before;
    }
    before.writeBytes(part.content());
    part.release();
    if (before.readableBytes() >= ENOUGH) {
      pass(ctx);
    }
  }

  private void pass(ChannelHandlerContext ctx) {
    ByteBuf present = joined;
    if (present != null) {
      joined = null;
      ctx.fireChannelRead(new DefaultHttpContent(present));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    pass(ctx);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (joined != null) {
      joined.release();
      joined = null;
    }
  }
}
