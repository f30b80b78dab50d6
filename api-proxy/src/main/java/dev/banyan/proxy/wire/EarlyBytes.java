package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent before its turn: behind a request for WebSocket, where it depends on the
 * answer whether it is the next request, or behind many requests. Used on its channel's event loop
 * only.
 */
final class EarlyBytes {

  /** As much as is read at once. */
  private static final int MOST = 64 * 1024;

  private @Nullable ByteBuf bytes;
  private boolean stopped;

  /** Takes what comes next, and sees to it that not too much comes. */
  void add(ChannelHandlerContext ctx, ByteBuf part) {
    ByteBuf all = keep(ctx, part);
    if (all.readableBytes() >= MOST && !stopped) {
      stopped = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  /** Takes what comes next, from a client that somebody else stops. */
  ByteBuf keep(ChannelHandlerContext ctx, ByteBuf part) {
    ByteBuf before = bytes;
    if (before == null) {
      before = ctx.alloc().buffer(part.readableBytes());
      bytes = before;
    }
    before.writeBytes(part);
    part.release();
    return before;
  }

  boolean isEmpty() {
    return bytes == null;
  }

  /** Gives all away, and lets the client be read again; null if there is nothing. */
  @Nullable ByteBuf take(ChannelHandlerContext ctx) {
    ByteBuf all = bytes;
    bytes = null;
    if (stopped) {
      stopped = false;
      ctx.channel().config().setAutoRead(true);
    }
    return all;
  }

  void release() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
  }
}
