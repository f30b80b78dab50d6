package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was read of a connection until its event loop has read what is ready of the others, if
 * it is short; a long read, and what comes behind a short one, is passed at once and in order. The
 * connection's end and its errors stay behind what was read before them. Used on its channel's
 * event loop only.
 */
public final class BatchedReads extends ChannelInboundHandlerAdapter {

  /** In bytes; what is longer takes its time anyway, and others wait for the memory. */
  private static final int SHORT = 8 * 1024;

  private final boolean ofClient;
  private final Runnable look = this::pass;
  private @Nullable ReadBatch batch;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ChannelHandlerContext first;
  private @Nullable ByteBuf kept;

  private BatchedReads(boolean ofClient) {
    this.ofClient = ofClient;
  }

  /** For a client's connection. */
  public static BatchedReads ofClient() {
    return new BatchedReads(true);
  }

  /** For a connection to a side. */
  public static BatchedReads ofSide() {
    return new BatchedReads(false);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pass();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (kept != null || !(message instanceof ByteBuf bytes) || bytes.readableBytes() > SHORT) {
      pass();
      ctx.fireChannelRead(message);
      return;
    }
    kept = bytes;
    first = ctx.pipeline().firstContext();
    if (ofClient) {
      batch().ofClient(look, ctx.executor());
    } else {
      batch().ofSide(look, ctx.executor());
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

  /** Passes what is kept, and that it was all. */
  private void pass() {
    ByteBuf bytes = kept;
    ChannelHandlerContext ctx = context;
    if (bytes == null || ctx == null) {
      return;
    }
    kept = null;
    ctx.fireChannelRead(bytes);
    if (ctx.pipeline().firstContext() == first) {
      ctx.fireChannelReadComplete();
    } else {
      ctx.pipeline().fireChannelReadComplete(); // who came because of it waits for its end
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (kept == null) {
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pass();
    ctx.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    pass();
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
    pass();
    ctx.fireExceptionCaught(why);
  }
}
