package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a client's bytes, and counted. If there is too much of it on an event loop, the
 * connection that has waited for longest is closed. Used on its channel's event loop only.
 */
final class KeptBytes implements MemoryShare.Keeper {

  private final RequestMemory memories;
  private @Nullable ChannelHandlerContext context;
  private @Nullable MemoryShare memory;
  private @Nullable ByteBuf bytes;
  private int counted;

  KeptBytes(RequestMemory memories) {
    this.memories = memories;
  }

  boolean isEmpty() {
    return bytes == null;
  }

  /** Keeps a buffer, which is this class's from now on; nothing else may be kept. */
  void keep(ChannelHandlerContext ctx, ByteBuf all) {
    MemoryShare own = memory;
    if (own == null) {
      context = ctx;
      own = memories.of(ctx.executor());
      memory = own;
    }
    bytes = all;
    counted = all.capacity();
    own.add(counted); // first, so that it is not this one that goes
    if (bytes != null) { // nor its connection, for a handshake that takes long
      own.stands(this);
    }
  }

  /** Gives away what is kept; null if nothing is. */
  @Nullable ByteBuf take() {
    ByteBuf all = bytes;
    MemoryShare own = memory;
    if (all != null && own != null) {
      bytes = null;
      own.goesOn(this);
      own.give(counted);
    }
    return all;
  }

  /** What is kept with what has come, which is then the caller's; nothing is kept any more. */
  ByteBuf with(ByteBuf part) {
    ByteBuf before = take();
    if (before == null) {
      return part;
    }
    before.writeBytes(part);
    part.release();
    return before;
  }

  void release() {
    ByteBuf all = take();
    if (all != null) {
      all.release();
    }
  }

  @Override
  public void cut() {
    release();
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      HardClose.close(ctx.channel());
    }
  }
}
