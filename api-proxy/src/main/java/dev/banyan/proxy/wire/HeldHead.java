package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** The beginning of a head, kept until the rest comes. Used on its channel's event loop only. */
final class HeldHead {

  private final KeptBytes held;
  private int scanned;

  HeldHead(RequestMemory memories) {
    this.held = new KeptBytes(memories);
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** How much of it has been read already. */
  int scanned() {
    return scanned;
  }

  /** What follows is read from its beginning. */
  void readAnew() {
    scanned = 0;
  }

  /** What is kept with what has come; nothing is kept any more. */
  ByteBuf with(ByteBuf part) {
    if (held.isEmpty()) {
      scanned = 0;
    }
    return held.with(part);
  }

  /**
   * Keeps the end of a read, as a copy with room, in the place of the read's buffer, which would
   * keep more memory than it holds.
   *
   * @param alreadyScanned how many bytes of it
   */
  void keep(ChannelHandlerContext ctx, ByteBuf in, int length, int alreadyScanned) {
    ByteBuf copy = ctx.alloc().buffer(2 * length + 128);
    copy.writeBytes(in, in.writerIndex() - length, length);
    in.release();
    scanned = alreadyScanned;
    held.keep(ctx, copy);
  }

  /** What is kept, which is then the caller's; null if nothing is. */
  @Nullable ByteBuf take() {
    return held.take();
  }

  void release() {
    held.release();
  }
}
