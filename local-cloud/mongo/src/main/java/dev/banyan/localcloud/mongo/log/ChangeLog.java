package dev.banyan.localcloud.mongo.log;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest changes of all collections in order of their cluster time, bounded by number and by
 * bytes: when full, the oldest are forgotten, and a stream that still needs them fails as with a
 * real oplog. It is also the one place where writes become visible to snapshots. Thread-safe; a
 * change is visible before a later time is given out.
 */
public final class ChangeLog {

  private final ClusterClock clock;
  private final int mostEntries;
  private final long mostBytes;
  private final ConcurrentSkipListMap<LogPosition, Change> entries = new ConcurrentSkipListMap<>();
  private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
  private final Snapshots snapshots = new Snapshots();
  private int count;
  private long bytes;
  private volatile long newest;
  private volatile LogPosition newestForgotten = new LogPosition(0, 0);
  private volatile long earliestStart;

  public ChangeLog(ClusterClock clock, int mostEntries, long mostBytes) {
    this.clock = clock;
    this.mostEntries = mostEntries;
    this.mostBytes = mostBytes;
    this.newest = clock.last();
  }

  /** Logs a change of the catalogue. */
  public void append(Change.Draft draft) {
    commit(List.of(draft), null, time -> {});
  }

  /**
   * Gives the changes one cluster time, makes them visible and logs them, all at once.
   *
   * @param visible called with the time under the log's monitor; installs what was written
   */
  public void commit(
      List<Change.Draft> drafts, Change.@Nullable Origin origin, LongConsumer visible) {
    synchronized (this) {
      write(drafts, origin, visible);
    }
    wake();
  }

  /** The same at the end of a transaction, whose own snapshot then needs nothing any more. */
  public void commitAt(
      long snapshot,
      List<Change.Draft> drafts,
      Change.@Nullable Origin origin,
      LongConsumer visible) {
    synchronized (this) {
      snapshots.close(snapshot);
      write(drafts, origin, visible);
    }
    wake();
  }

  private void write(
      List<Change.Draft> drafts, Change.@Nullable Origin origin, LongConsumer visible) {
    long time = clock.tick();
    Instant wallTime = clock.wallTime();
    visible.accept(time);
    int ordinal = 0;
    for (Change.Draft draft : drafts) {
      LogPosition at = new LogPosition(time, ordinal++);
      Change change = new Change(at, wallTime, draft, origin);
      entries.put(at, change);
      count++;
      bytes += change.bytes();
    }
    forgetWhileOver(mostEntries, mostBytes);
    newest = time;
  }

  /** Makes a write visible that change streams do not tell of. */
  public synchronized void installUnlogged(LongConsumer visible) {
    visible.accept(newest);
  }

  public synchronized long openSnapshot() {
    snapshots.open(newest);
    return newest;
  }

  public synchronized void closeSnapshot(long time) {
    snapshots.close(time);
  }

  /** The oldest time that an open transaction reads at, or {@link Snapshots#NONE}. */
  public synchronized long oldestSnapshot() {
    return snapshots.oldest();
  }

  private void forgetWhileOver(int entryLimit, long byteLimit) {
    while (count > entryLimit || bytes > byteLimit) {
      Map.Entry<LogPosition, Change> oldest = entries.firstEntry();
      if (oldest == null) {
        return;
      }
      newestForgotten = oldest.getKey();
      earliestStart = Math.max(earliestStart, newestForgotten.time() + 1);
      entries.remove(oldest.getKey());
      count--;
      bytes -= oldest.getValue().bytes();
    }
  }

  /**
   * Forgets all but the last changes. If it keeps none, no stream can start from a time or token
   * given out so far.
   */
  public synchronized void forgetAllBut(int keepLast) {
    forgetWhileOver(keepLast, Long.MAX_VALUE);
    if (keepLast == 0) {
      newest = clock.tick();
      earliestStart = newest + 1;
    }
  }

  /** The cluster time of the newest change; before the first, when the log was made. */
  public long newest() {
    return newest;
  }

  /** Streams that have not seen the change at this place have missed something. */
  public LogPosition newestForgotten() {
    return newestForgotten;
  }

  /** The earliest time that a new stream may start at. */
  public long earliestStart() {
    return earliestStart;
  }

  /** Changes after {@code after} (exclusive) up to {@code upTo} (inclusive). */
  public Collection<Change> between(LogPosition after, LogPosition upTo) {
    return after.compareTo(upTo) >= 0
        ? List.of()
        : entries.subMap(after, false, upTo, true).values();
  }

  public @Nullable Change at(LogPosition position) {
    return entries.get(position);
  }

  /** Calls {@code wakeUp} once, soon after the next change. It must return at once. */
  public void onNextChange(Runnable wakeUp) {
    waiting.add(wakeUp);
  }

  /** Takes back {@link #onNextChange}; false if it has been called already. */
  public boolean forget(Runnable wakeUp) {
    return waiting.remove(wakeUp);
  }

  /** Lets everybody who waits look again. */
  public void wake() {
    for (Runnable wakeUp : waiting) {
      if (waiting.remove(wakeUp)) {
        wakeUp.run();
      }
    }
  }
}
