package dev.banyan.proxy.shadow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rounds that wait until somebody is free to ask, bounded in number and in bytes. A second look
 * goes before any first one: if sides are slow, differences would else be left out, and answers
 * that are equal at once compared. A first one that has waited for too long is dropped, for its
 * legacy answer is then older than what serverless will say, which looks like a difference and
 * costs a second look. Thread-safe.
 */
final class WaitingRounds {

  private final int most;
  private final long mostBytes;
  private final long mostNanos;
  private final LongSupplier nanos;
  private final Consumer<Round> dropped;
  private final ArrayDeque<First> firsts = new ArrayDeque<>();
  private final ArrayDeque<Round> agains = new ArrayDeque<>();
  private int settling;
  private long bytes;

  /**
   * None yet.
   *
   * @param most first looks, and second ones, that may wait
   * @param mostBytes of all together
   * @param fresh how long a first look may wait
   * @param nanos a clock
   * @param dropped is told of what is left out after it was taken in
   */
  WaitingRounds(
      int most, long mostBytes, Duration fresh, LongSupplier nanos, Consumer<Round> dropped) {
    this.most = most;
    this.mostBytes = mostBytes;
    this.mostNanos = fresh.toNanos();
    this.nanos = nanos;
    this.dropped = dropped;
  }

  private record First(Round round, long since) {}

  /** Whether there is room for a first look, as far as can be said without knowing its size. */
  synchronized boolean hasRoom() {
    return firsts.size() < most && bytes < mostBytes;
  }

  /**
   * Takes a first look in.
   *
   * @return false if there is no room for it
   */
  synchronized boolean first(Round round) {
    if (firsts.size() >= most || bytes + round.size() > mostBytes) {
      return false;
    }
    bytes += round.size();
    firsts.addLast(new First(round, nanos.getAsLong()));
    notifyAll();
    return true;
  }

  /**
   * Takes in a look that is {@link #due} later; first looks make room for its bytes.
   *
   * @return false if there is no room for it
   */
  synchronized boolean settles(Round round) {
    if (settling + agains.size() >= most) {
      return false;
    }
    while (bytes + round.size() > mostBytes) {
      First oldest = firsts.poll();
      if (oldest == null) {
        return false;
      }
      drop(oldest);
    }
    settling++;
    bytes += round.size();
    return true;
  }

  /** The next but for others that are due already. */
  synchronized void due(Round round) {
    settling--;
    agains.addLast(round);
    notifyAll();
  }

  /** The next; waits for one. */
  synchronized Round take() throws InterruptedException {
    while (true) {
      Round again = agains.poll();
      Round next = again == null ? fresh() : again;
      if (next != null) {
        bytes -= next.size();
        return next;
      }
      wait();
    }
  }

  private @Nullable Round fresh() {
    long now = nanos.getAsLong();
    for (First next = firsts.poll(); next != null; next = firsts.poll()) {
      if (now - next.since <= mostNanos) {
        return next.round;
      }
      drop(next);
    }
    return null;
  }

  private void drop(First old) {
    bytes -= old.round.size();
    dropped.accept(old.round);
  }
}
