package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a client's bytes, and {@link Claim claimed}. Whoever has it releases it when its
 * channel closes. Used on its channel's event loop only.
 */
final class KeptBytes {

  private final Claim claim;
  private @Nullable ByteBuf bytes;

  KeptBytes(RequestMemory memories) {
    this.claim = new Claim(memories, this::release);
  }

  boolean isEmpty() {
    return bytes == null;
  }

  /** Keeps a buffer, which is this class's from now on; nothing else may be kept. */
  void keep(ChannelHandlerContext ctx, ByteBuf all) {
    bytes = all;
    claim.begin(ctx, all.capacity());
  }

  /** Gives away what is kept; null if nothing is. */
  @Nullable ByteBuf take() {
    ByteBuf all = bytes;
    bytes = null;
    claim.end();
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
}
