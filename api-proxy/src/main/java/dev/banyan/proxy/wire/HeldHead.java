package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** The beginning of a head, kept until the rest comes. Used on its channel's event loop only. */
final class HeldHead {

  private @Nullable ByteBuf held;
  private int scanned;

  boolean isEmpty() {
    return held == null;
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
    ByteBuf before = held;
    if (before == null) {
      scanned = 0;
      return part;
    }
    held = null;
    before.writeBytes(part);
    part.release();
    return before;
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
    held = copy;
    scanned = alreadyScanned;
  }

  /** What is kept, which is then the caller's; null if nothing is. */
  @Nullable ByteBuf take() {
    ByteBuf present = held;
    held = null;
    return present;
  }

  void release() {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
