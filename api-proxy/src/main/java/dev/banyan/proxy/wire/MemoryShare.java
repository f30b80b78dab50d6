package dev.banyan.proxy.wire;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one event loop keeps of one kind, such as bodies that their receivers do not take, heads of
 * requests under way, or halves of heads. Bounded: for those who come, the ones that have stood
 * still for the longest are cut off; who does not stand is refused more. Used on its event loop
 * only.
 */
public final class MemoryShare {

  /** Who keeps bytes and can do without them, if it must. */
  interface Keeper {

    /** Gives back all that it keeps, and ends. */
    void cut();
  }

  private final long most;
  private final LongAdder cut;
  private final Set<Keeper> standing = new LinkedHashSet<>();
  private long kept;

  /**
   * Keeps nothing yet.
   *
   * @param most in bytes
   * @param cut counts receivers that were cut off
   */
  MemoryShare(long most, LongAdder cut) {
    this.most = most;
    this.cut = cut;
  }

  /**
   * An event loop's part of a share of the heap.
   *
   * @param share such as 5 for a fifth
   */
  public static MemoryShare ofHeap(int share, int eventLoops, LongAdder cut) {
    return new MemoryShare(Runtime.getRuntime().maxMemory() / share / eventLoops, cut);
  }

  /** Takes bytes that are there already. */
  void add(long bytes) {
    kept += bytes;
    makeRoom(0);
  }

  /** Whether there is room for so many at all, when nobody else has any. */
  public boolean canHold(long bytes) {
    return bytes <= most;
  }

  /** Takes bytes if there is room; whoever got it gives it back. */
  public boolean take(long bytes) {
    if (!canHold(bytes)) {
      return false; // nobody is cut off in vain
    }
    makeRoom(bytes);
    if (kept + bytes > most) {
      return false;
    }
    kept += bytes;
    return true;
  }

  /** Gives bytes back. */
  public void give(long bytes) {
    kept -= bytes;
  }

  /** In bytes. */
  long kept() {
    return kept;
  }

  private void makeRoom(long bytes) {
    while (kept + bytes > most && !standing.isEmpty()) {
      Iterator<Keeper> longest = standing.iterator();
      Keeper first = longest.next();
      longest.remove();
      cut.increment();
      first.cut();
    }
  }

  /** From now on it can be cut off; behind those that can already. */
  void stands(Keeper keeper) {
    standing.add(keeper);
  }

  void goesOn(Keeper keeper) {
    standing.remove(keeper);
  }
}
