package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What one read brings of a body. The bytes stay where they were read to if they are many and most
 * of what is there; else they are copied, for a few bytes must not keep a large buffer. Used on one
 * event loop.
 */
final class ReadBody implements BodyBytes {

  /** Copying fewer costs less than counting who has them. */
  private static final int MANY = 4 * 1024;

  private @Nullable ByteBuf copy;
  private @Nullable ByteBuf read;
  private int from;
  private int length;

  void reset() {
    copy = null;
    read = null;
  }

  @Override
  public void add(ByteBuf in, int at, int count) {
    if (read == null) {
      read = in;
      from = at;
      length = count;
    } else {
      copy(read).writeBytes(in, at, count);
    }
  }

  private ByteBuf copy(ByteBuf in) {
    ByteBuf into = copy;
    if (into == null) {
      into = VertxByteBufAllocator.DEFAULT.heapBuffer(length).writeBytes(in, from, length);
      copy = into;
    }
    return into;
  }

  /** The bytes, to be released by whoever asks; null if there are none. Asked for once a read. */
  @Nullable ByteBuf take() {
    ByteBuf in = read;
    if (in == null) {
      return null;
    }
    return copy == null && isMost(in) ? in.retainedSlice(from, length) : copy(in);
  }

  private boolean isMost(ByteBuf in) {
    return length >= MANY && length >= in.capacity() / 2;
  }
}
