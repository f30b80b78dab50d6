package dev.banyan.localcloud.mongo;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest changes of all collections in order of their cluster time, bounded by number and by
 * bytes: when full, the oldest are forgotten, and a stream that still needs them fails as with a
 * real oplog. Thread-safe; a change is visible before a later time is given out.
 */
final class ChangeLog {

  private final ClusterClock clock;
  private final int mostEntries;
  private final long mostBytes;
  private final ConcurrentSkipListMap<Long, Change> entries = new ConcurrentSkipListMap<>();
  private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
  private int count;
  private long bytes;
  private volatile long newest;
  private volatile long newestForgotten;
  private volatile long earliestStart;

  ChangeLog(ClusterClock clock, int mostEntries, long mostBytes) {
    this.clock = clock;
    this.mostEntries = mostEntries;
    this.mostBytes = mostBytes;
    this.newest = clock.last();
  }

  void append(Change.Kind kind, Namespace namespace, @Nullable Object id, Change.Images images) {
    append(kind, namespace, id, images, null);
  }

  void append(
      Change.Kind kind,
      Namespace namespace,
      @Nullable Object id,
      Change.Images images,
      @Nullable Namespace target) {
    synchronized (this) {
      long time = clock.tick();
      Change change = new Change(time, clock.wallTime(), kind, namespace, id, images, target);
      entries.put(time, change);
      count++;
      bytes += change.bytes();
      forgetWhileOver(mostEntries, mostBytes);
      newest = time;
    }
    wake();
  }

  private void forgetWhileOver(int entryLimit, long byteLimit) {
    while (count > entryLimit || bytes > byteLimit) {
      Map.Entry<Long, Change> oldest = entries.firstEntry();
      if (oldest == null) {
        return;
      }
      newestForgotten = oldest.getKey();
      earliestStart = Math.max(earliestStart, newestForgotten + 1);
      entries.remove(oldest.getKey());
      count--;
      bytes -= oldest.getValue().bytes();
    }
  }

  /** Forgets everything: no stream can start from a time or token given out so far. */
  synchronized void forgetAll() {
    forgetWhileOver(0, 0);
    newest = clock.tick();
    earliestStart = newest + 1;
  }

  /** The cluster time of the newest change; before the first, when the log was made. */
  long newest() {
    return newest;
  }

  /** Streams that have not seen the change of this time have missed something. */
  long newestForgotten() {
    return newestForgotten;
  }

  /** The earliest time that a new stream may start at. */
  long earliestStart() {
    return earliestStart;
  }

  /** Changes after {@code after} (exclusive) up to {@code upTo} (inclusive). */
  Collection<Change> between(long after, long upTo) {
    return entries.subMap(after, false, upTo, true).values();
  }

  @Nullable Change at(long time) {
    return entries.get(time);
  }

  /** Calls {@code wakeUp} once, soon after the next change. It must return at once. */
  void onNextChange(Runnable wakeUp) {
    waiting.add(wakeUp);
  }

  /** Takes back {@link #onNextChange}; false if it has been called already. */
  boolean forget(Runnable wakeUp) {
    return waiting.remove(wakeUp);
  }

  /** Lets everybody who waits look again. */
  void wake() {
    for (Runnable wakeUp : waiting) {
      if (waiting.remove(wakeUp)) {
        wakeUp.run();
      }
    }
  }
}
