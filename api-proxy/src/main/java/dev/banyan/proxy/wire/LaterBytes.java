package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent before its turn: behind a request for WebSocket, where it depends on the
 * answer whether it is the next request, or behind many requests. Beyond its bound the client is
 * not read until its turn comes. Used on its channel's event loop only.
 */
final class LaterBytes {

  /** As much as is read at once. */
  private static final int MOST = 64 * 1024;

  private final KeptBytes bytes;
  private boolean stopped;

  LaterBytes(RequestMemory memories) {
    this.bytes = new KeptBytes(memories);
  }

  /** Keeps the rest of a read from an index on, which is cut off it; nothing if there is none. */
  void keepRest(ChannelHandlerContext ctx, ByteBuf in, int from) {
    if (from < in.writerIndex()) {
      add(ctx, in.retainedSlice(from, in.writerIndex() - from));
      in.writerIndex(from);
    }
  }

  /** Takes what comes next. */
  void add(ChannelHandlerContext ctx, ByteBuf part) {
    ByteBuf all = bytes.take();
    if (all == null) {
      all = ctx.alloc().buffer(part.readableBytes());
    }
    all.writeBytes(part);
    part.release();
    bytes.keep(ctx, all);
    if (all.readableBytes() >= MOST) {
      stop(ctx);
    }
  }

  /** Has the client read no more, however little it has sent. */
  void stop(ChannelHandlerContext ctx) {
    if (!stopped) {
      stopped = true;
      ReadStop.begin(ctx.channel());
    }
  }

  boolean isEmpty() {
    return bytes.isEmpty();
  }

  /** Gives all away, and lets the client be read again; null if there is nothing. */
  @Nullable ByteBuf take(ChannelHandlerContext ctx) {
    ByteBuf all = bytes.take();
    if (stopped) {
      stopped = false;
      ReadStop.end(ctx.channel());
    }
    return all;
  }

  void release() {
    bytes.release();
  }
}
