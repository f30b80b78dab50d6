package dev.banyan.proxy.forward;

import dev.banyan.proxy.wire.MemoryShare;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a body that must be whole. What is counted is what its pieces have room for,
 * which grows with what comes: a client that says a length and sends little must not have the room
 * of others. They are never put together: the two would be there at the same time. Used on its
 * event loop only.
 */
final class GatheredBody {

  /** Longest array that every JVM makes. */
  private static final int ARRAY = Integer.MAX_VALUE - 8;

  /** Largest that is made ahead of what comes, in bytes. */
  private static final int PIECE = 1024 * 1024;

  private final MemoryShare memory;
  private final long most;
  private final List<Buffer> pieces = new ArrayList<>(1);
  private long end; // of the last piece, at the latest
  private int room; // left in the last piece
  private long length;
  private long counted;

  /**
   * Of nothing yet.
   *
   * @param memory where its bytes count
   * @param most bytes
   */
  GatheredBody(MemoryShare memory, long most) {
    this.memory = memory;
    this.most = Math.min(most, ARRAY);
    this.end = this.most;
  }

  /**
   * Says why a body of this length can never come. Takes nothing for it, nor does it look what is
   * free: that may be made, but not for what a client only says.
   */
  @Nullable Failure expect(long all) {
    if (all > most) {
      return Failure.TOO_LARGE;
    }
    if (!memory.canHold(all)) {
      return Failure.NO_ROOM;
    }
    end = all;
    return null;
  }

  /** Adds what has come; says why not. */
  @Nullable Failure add(Buffer part) {
    int at = 0;
    while (at < part.length()) {
      Failure failure = room > 0 ? null : addPiece(part.length() - at);
      if (failure != null) {
        return failure;
      }
      int fits = Math.min(room, part.length() - at);
      pieces.get(pieces.size() - 1).appendBuffer(part, at, fits);
      at += fits;
      room -= fits;
      length += fits;
    }
    return null;
  }

  /** As large as what has come before: so they are few, and not in vain. */
  private @Nullable Failure addPiece(int least) {
    long all = Math.max(length + least, Math.min(end, length + Math.min(length, PIECE)));
    if (all > most) {
      return Failure.TOO_LARGE;
    }
    if (!becomes(all)) {
      return Failure.NO_ROOM;
    }
    room = (int) (all - length);
    pieces.add(Buffer.buffer(room));
    return null;
  }

  /** Gives away what has come; it stays counted until it is dropped. */
  Buffer take() {
    Buffer whole =
        switch (pieces.size()) {
          case 0 -> Buffer.buffer();
          case 1 -> pieces.get(0);
          default -> BufferInternal.buffer(Unpooled.wrappedBuffer(bytes()));
        };
    pieces.clear();
    return whole;
  }

  private ByteBuf[] bytes() {
    return pieces.stream()
        .map(piece -> ((BufferInternal) piece).getByteBuf())
        .toArray(ByteBuf[]::new);
  }

  /** Counts what is kept in its stead from now on; false if there is no room for that. */
  boolean becomes(long bytes) {
    if (!memory.take(bytes - counted)) {
      return false;
    }
    counted = bytes;
    return true;
  }

  /** Keeps nothing, and counts nothing. */
  void drop() {
    pieces.clear();
    memory.give(counted);
    counted = 0;
  }
}
