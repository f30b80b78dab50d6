package dev.banyan.proxy.forward;

import dev.banyan.proxy.wire.MemoryShare;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a body that must be whole. What is counted is what it has in memory: as much as
 * the client says that will come, before any of it does, or else as much as its buffer has room
 * for. Used on its event loop only.
 */
final class GatheredBody {

  /** Longest array that every JVM makes. */
  private static final int ARRAY = Integer.MAX_VALUE - 8;

  private final MemoryShare memory;
  private final long most;
  private @Nullable Buffer bytes;
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
  }

  /** Makes room for a body of this length in all; says why there is none. */
  @Nullable Failure expect(long length) {
    if (length <= counted) {
      return null;
    }
    if (length > most) {
      return Failure.TOO_LARGE;
    }
    Buffer before = bytes;
    long roomy = Math.min(most, counted + counted / 4); // twice as much would often be in vain
    long room = before == null ? length : Math.max(length, roomy);
    if (!memory.take(room)) { // beside what it is copied from
      return Failure.NO_ROOM;
    }
    memory.give(counted);
    counted = room;
    bytes = before == null ? null : Buffer.buffer((int) room).appendBuffer(before);
    return null;
  }

  /** Adds what has come; says why not. */
  @Nullable Failure add(Buffer part) {
    long length = part.length() + (bytes == null ? 0L : bytes.length());
    Failure failure = expect(length);
    if (failure == null) {
      Buffer present = bytes == null ? Buffer.buffer((int) counted) : bytes;
      bytes = present.appendBuffer(part);
    }
    return failure;
  }

  /** Gives away what has come; it stays counted until it is dropped. */
  Buffer take() {
    Buffer taken = bytes == null ? Buffer.buffer() : bytes;
    bytes = null;
    return taken;
  }

  /** Counts what is kept in its stead from now on; false if there is no room for that. */
  boolean becomes(long length) {
    if (!memory.take(length - counted)) {
      return false;
    }
    counted = length;
    return true;
  }

  /** Keeps nothing, and counts nothing. */
  void drop() {
    bytes = null;
    memory.give(counted);
    counted = 0;
  }
}
