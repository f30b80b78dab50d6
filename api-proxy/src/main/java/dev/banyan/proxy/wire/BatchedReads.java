package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A handler that looks at what was read of its connection only when its event loop has read what is
 * ready of the others, if it is short; at a long read, and at what comes behind a short one, it
 * looks at once and in order. The connection's end and its errors stay behind what was read before
 * them: who overrides what tells of them calls {@link #lookAtKept} first. Used on its channel's
 * event loop only.
 */
public abstract class BatchedReads extends ChannelInboundHandlerAdapter {

  /** In bytes; what is longer takes its time anyway, and others wait for the memory. */
  private static final int SHORT = 8 * 1024;

  private final boolean ofClient;
  private final Runnable later = this::lookAtKept;
  private @Nullable ReadBatch batch;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ChannelHandlerContext first;
  private @Nullable ByteBuf kept;

  /**
   * Of a new connection.
   *
   * @param ofClient whether it is a client's, and not one to a side
   */
  protected BatchedReads(boolean ofClient) {
    this.ofClient = ofClient;
  }

  /** Looks at what was read, and releases it. */
  protected abstract void look(ChannelHandlerContext ctx, Object read);

  /** Has looked at all that was read in one go. */
  protected void looked(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
  }

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    if (kept != null || !(message instanceof ByteBuf bytes) || bytes.readableBytes() > SHORT) {
      lookAtKept();
      look(ctx, message);
      batch().read(ctx.executor());
      return;
    }
    kept = bytes;
    context = ctx;
    first = ctx.pipeline().firstContext();
    if (ofClient) {
      batch().ofClient(later, ctx.executor());
    } else {
      batch().ofSide(later, ctx.executor());
    }
  }

  /** Known from the first read on: where the connection is made its thread may be another. */
  private ReadBatch batch() {
    ReadBatch present = batch;
    if (present == null) {
      present = ReadBatch.ofLoop();
      batch = present;
    }
    return present;
  }

  /** Looks at what is kept, if anything is. */
  protected final void lookAtKept() {
    ByteBuf bytes = kept;
    ChannelHandlerContext ctx = context;
    if (bytes == null || ctx == null) {
      return;
    }
    kept = null;
    try {
      look(ctx, bytes);
    } catch (Throwable e) { // or the others that are kept would stay so
      failed(ctx, e);
    }
    if (ctx.pipeline().firstContext() == first) {
      looked(ctx);
    } else {
      ctx.pipeline().fireChannelReadComplete(); // who came because of it waits for its end
    }
  }

  /** As the pipeline does with what a handler throws. */
  private void failed(ChannelHandlerContext ctx, Throwable why) {
    try {
      exceptionCaught(ctx, why);
    } catch (Throwable e) {
      ctx.fireExceptionCaught(e);
    }
  }

  @Override
  public final void channelReadComplete(ChannelHandlerContext ctx) {
    if (kept == null) {
      looked(ctx);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    lookAtKept();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lookAtKept();
    ctx.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    lookAtKept();
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
    lookAtKept();
    ctx.fireExceptionCaught(why);
  }
}
