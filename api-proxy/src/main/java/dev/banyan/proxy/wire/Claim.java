package dev.banyan.proxy.wire;

import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What a connection keeps of its event loop's {@link RequestMemory}. If there is too much of it,
 * the connection whose claim has stood for longest is closed. Used on its channel's event loop
 * only.
 */
final class Claim implements MemoryShare.Keeper {

  private final RequestMemory memories;
  private final Runnable dropped;
  private @Nullable ChannelHandlerContext context;
  private @Nullable MemoryShare memory;
  private int bytes;
  private boolean stands;

  /**
   * Of nothing yet.
   *
   * @param dropped frees what is claimed, at once: others of its event loop need the room before
   *     its channel's handlers are told that it is closed
   */
  Claim(RequestMemory memories, Runnable dropped) {
    this.memories = memories;
    this.dropped = dropped;
  }

  /** Takes bytes that are there already; what it had must have ended. */
  void begin(ChannelHandlerContext ctx, int bytes) {
    MemoryShare own = memory;
    if (own == null) {
      context = ctx;
      own = memories.of(ctx.executor());
      memory = own;
    }
    this.bytes = bytes;
    stands = true;
    own.add(bytes); // first, so that it is not this one that goes
    if (stands) { // nor its connection, for another claim of it
      own.stands(this);
    }
  }

  /** Gives all back; once. */
  void end() {
    MemoryShare own = memory;
    if (stands && own != null) {
      stands = false;
      own.goesOn(this);
      own.give(bytes);
    }
  }

  @Override
  public void cut() {
    end();
    dropped.run();
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      HardClose.close(ctx.channel());
    }
  }
}
