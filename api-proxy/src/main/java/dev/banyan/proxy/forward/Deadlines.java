package dev.banyan.proxy.forward;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time-outs of one event loop, nearly all of which are taken back before they are due. A ring
 * of slots, so that setting and taking back touch two neighbours and neither a heap nor a timer; a
 * deadline is up to a tick late. Used on its event loop only.
 *
 * <p>Source: G. Varghese, T. Lauck, "Hashed and hierarchical timing wheels", SOSP 1987, scheme 6.
 */
final class Deadlines {

  static final long TICK_MILLIS = 10;
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
  private static final int SLOTS = 1_024;

  private final LongSupplier nanos;
  private final Ticker ticker;
  private final Deadline[] slots = new Deadline[SLOTS];
  private final long origin;
  private long looked;
  private int open;
  private boolean ticking;

  /** Calls back once, after a tick. */
  interface Ticker {
    void after(long millis, Runnable then);
  }

  Deadlines(LongSupplier nanos, Ticker ticker) {
    this.nanos = nanos;
    this.ticker = ticker;
    this.origin = nanos.getAsLong();
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Deadline(0, () -> {});
    }
  }

  /** Runs something after a time, unless it is taken back. */
  Deadline set(Duration after, Runnable then) {
    long now = nanos.getAsLong() - origin;
    Deadline made = new Deadline(now + after.toNanos(), then);
    if (open++ == 0) {
      looked = now / TICK;
    }
    made.linkBehind(slots[(int) (made.due / TICK % SLOTS)]);
    tick();
    return made;
  }

  /** Takes a deadline back; one that is over already is left alone. */
  void cancel(Deadline deadline) {
    if (deadline.unlink()) {
      open--;
    }
  }

  private void tick() {
    if (!ticking && open > 0) {
      ticking = true;
      ticker.after(TICK_MILLIS, this::look);
    }
  }

  private void look() {
    ticking = false;
    long now = nanos.getAsLong() - origin;
    long upTo = now / TICK;
    for (long slot = Math.max(looked, upTo - SLOTS + 1); slot <= upTo; slot++) {
      run(slots[(int) (slot % SLOTS)], now);
    }
    looked = upTo; // once more the next time: what is due in it later than now
    tick();
  }

  private void run(Deadline slot, long now) {
    Deadline deadline = slot.next;
    while (deadline != slot) {
      Deadline following = deadline.next;
      if (deadline.due <= now) {
        cancel(deadline);
        deadline.then.run();
        following = slot.next; // it may have taken back others
      }
      deadline = following;
    }
  }

  /** One of them, between its neighbours in a slot. */
  static final class Deadline {

    private final long due;
    private final Runnable then;
    private Deadline previous = this;
    private Deadline next = this;

    private Deadline(long due, Runnable then) {
      this.due = due;
      this.then = then;
    }

    private void linkBehind(Deadline slot) {
      previous = slot.previous;
      next = slot;
      previous.next = this;
      slot.previous = this;
    }

    private boolean unlink() {
      if (previous == this) {
        return false;
      }
      previous.next = next;
      next.previous = previous;
      previous = this;
      next = this;
      return true;
    }
  }
}
