package dev.banyan.proxy.wire;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What has been given to one of Vert.x's streams and not been taken by its connection. Vert.x
 * counts pieces: 16 are many to it, and one may have 64 KiB. Used on its event loop only.
 */
public final class Backlog implements MemoryShare.Keeper {

  /** In bytes; whoever reads at all has taken less than that by the next read. */
  private static final long MANY = 128 * 1024;

  private final MemoryShare memory;
  private final Runnable cut;
  private @Nullable Runnable drained;
  private long waiting;
  private boolean over;

  /**
   * Of a new stream.
   *
   * @param cut ends the stream, because memory is needed for others
   */
  public Backlog(MemoryShare memory, Runnable cut) {
    this.memory = memory;
    this.cut = cut;
  }

  /** A piece was written. */
  public void add(Future<Void> written, int bytes) {
    if (over || written.isComplete()) {
      return;
    }
    waiting += bytes;
    if (waiting >= MANY) {
      memory.stands(this);
    }
    written.onComplete((done, failure) -> taken(bytes));
    memory.add(bytes);
  }

  private void taken(int bytes) {
    if (over) {
      return;
    }
    waiting -= bytes;
    memory.give(bytes);
    if (waiting < MANY) {
      memory.goesOn(this);
      Runnable then = drained;
      drained = null;
      if (then != null) {
        then.run();
      }
    }
  }

  /** Whether no more should be written for now. */
  public boolean isFull() {
    return !over && waiting >= MANY;
  }

  /** Whether somebody is called back. */
  public boolean isAwaited() {
    return drained != null;
  }

  /** Calls back once, when more may be written. */
  public void whenDrained(Runnable then) {
    drained = then;
  }

  @Override
  public void cut() {
    over = true;
    memory.give(waiting);
    cut.run();
  }
}
