package dev.banyan.proxy.hold;

import dev.banyan.control.Capability;
import dev.banyan.control.Side;
import dev.banyan.control.WriteStage;
import java.util.List;

/**
 * The one way for a capability's writes (invariant 5). Thread-safe.
 *
 * <ol>
 *   <li>A write is admitted to the owner of the newest revision, and counted as being on its way
 *       until it is {@link #finished}.
 *   <li>While the stage is {@code HELD}, or while writes to a former owner are still on their way,
 *       new ones wait, in order.
 *   <li>A revision is acknowledged once nothing that was sent under an older owner is on its way;
 *       under {@code HELD}, once nothing is.
 *   <li>When the gate opens, those that waited go first, {@link #AT_ONCE} at a time: each answer
 *       lets the next go. New ones wait behind them. Whoever still waits when {@link
 *       HoldConfig#limit} has passed once more goes at once, for then the owner is too slow for a
 *       queue to help it.
 * </ol>
 */
public final class WriteGate {

  /**
   * Writes under way to the owner while others wait for their turn. As many as keep the connections
   * of four event loops busy; all on one loop they are a quarter of what may wait there for a
   * connection ({@code pool.queue}), so that no held write is refused for lack of one.
   */
  static final int AT_ONCE = 512;

  private final HoldConfig config;
  private final GateListener listener;
  private final Object lock = new Object();

  /** Held while writes are told to go, so that two batches keep their order. */
  private final Object order = new Object();

  private final WaitingWrites waiting;
  private final HoldTally tally = new HoldTally();
  private final int[] onTheirWay = new int[Side.values().length];

  private volatile Capability capability;
  private volatile boolean known;
  private boolean recorded;
  private long acknowledged;
  private boolean refusing;
  private long openedAt;

  /** Writes that may go, and to whom. */
  private record Released(Side owner, List<HeldWrite> writes) {}

  /** A gate of a capability that is in no record yet: all legacy. */
  public WriteGate(String name, HoldConfig config, GateListener listener) {
    this.capability = Capability.inLegacy(name);
    this.config = config;
    this.listener = listener;
    this.waiting = new WaitingWrites(config);
  }

  /** What is acted on. */
  public Capability capability() {
    return capability;
  }

  /** There is a record that is acted on, or there is none: all that is needed to choose a side. */
  public void know() {
    known = true;
  }

  /** Whether it is known who owns; until then nobody may be sent anything. */
  public boolean isKnown() {
    return known;
  }

  /** Asks for a way to the owner; anything but a refusal is followed by {@link #finished}. */
  public Admission admit(HeldWrite write) {
    Admission admission;
    boolean overdue;
    synchronized (lock) {
      if (isOpen() && waiting.isEmpty()) {
        Side owner = capability.owner();
        onTheirWay[owner.ordinal()]++;
        return owner == Side.LEGACY ? Admission.TO_LEGACY : Admission.TO_SERVERLESS;
      }
      if (refusing && !isOpen()) {
        tally.refused(1);
        return Admission.REFUSED;
      }
      boolean within = waiting.add(write);
      tally.held(!within);
      admission = within ? Admission.HELD : Admission.HELD_UNREAD;
      overdue = isOpen() && isOverdue();
    }
    if (overdue) {
      release();
    }
    return admission;
  }

  private boolean isOpen() {
    return capability.writeStage() != WriteStage.HELD
        && onTheirWay[capability.owner().other().ordinal()] == 0;
  }

  /** Whether those that wait for their turn have waited long enough. */
  private boolean isOverdue() {
    return System.nanoTime() - openedAt > config.limit().toNanos();
  }

  /**
   * Takes a waiting write away, because its client has gone.
   *
   * @return false if it no longer waits: it was or will be told to proceed or that it is refused
   */
  public boolean withdraw(HeldWrite write) {
    synchronized (lock) {
      return waiting.remove(write);
    }
  }

  /** An admitted write is no longer on its way: the side has answered, or can no longer get it. */
  public void finished(Side side) {
    boolean next;
    boolean news;
    synchronized (lock) {
      boolean wasOpen = isOpen();
      onTheirWay[side.ordinal()]--;
      if (!wasOpen && isOpen()) {
        openedAt = System.nanoTime();
      }
      news = acknowledge();
      next = !waiting.isEmpty() && isOpen();
    }
    if (next) {
      release();
    }
    if (news) {
      listener.acknowledged(this);
    }
  }

  /**
   * Acts on a record, if it is newer than the present one.
   *
   * @return whether it was newer
   */
  public boolean follow(Capability next) {
    synchronized (lock) {
      if (recorded && next.revision() <= capability.revision()) {
        return false;
      }
      boolean wasOpen = isOpen();
      capability = next;
      recorded = true;
      refusing = false;
      if (wasOpen && !isOpen()) {
        tally.begin(next.revision());
      } else if (!wasOpen) {
        openedAt = System.nanoTime();
      }
      acknowledge();
    }
    release();
    return true;
  }

  private boolean acknowledge() {
    boolean clean =
        capability.writeStage() == WriteStage.HELD
            ? onTheirWay[0] + onTheirWay[1] == 0
            : onTheirWay[capability.owner().other().ordinal()] == 0;
    if (!recorded || !clean || acknowledged == capability.revision()) {
      return false;
    }
    acknowledged = capability.revision();
    return true;
  }

  private void release() {
    synchronized (order) {
      Released released = takeNext();
      released.writes.forEach(write -> write.proceed(released.owner));
    }
  }

  private Released takeNext() {
    synchronized (lock) {
      Side owner = capability.owner();
      int room = isOverdue() ? waiting.size() : AT_ONCE - onTheirWay[owner.ordinal()];
      if (!isOpen() || room <= 0) {
        return new Released(owner, List.of());
      }
      List<HeldWrite> taken = waiting.take(room, tally);
      onTheirWay[owner.ordinal()] += taken.size();
      return new Released(owner, taken);
    }
  }

  /** Answers 503 to all that wait, and to all that come until the record moves. */
  public void refuseAll() {
    List<HeldWrite> taken;
    synchronized (lock) {
      if (isOpen()) {
        return;
      }
      refusing = true;
      tally.refused(waiting.size());
      taken = waiting.take(waiting.size(), tally);
    }
    taken.forEach(HeldWrite::refuse);
  }

  /** Whether the control store has a record of the capability, as far as is known. */
  public boolean isRecorded() {
    synchronized (lock) {
      return recorded;
    }
  }

  /** Whether writes are kept from the owner now. */
  public boolean isClosed() {
    synchronized (lock) {
      return !isOpen();
    }
  }

  /** How long writes may still be held, in nanoseconds; negative if longer than the limit. */
  public long nanosLeft() {
    synchronized (lock) {
      return config.limit().toNanos() - tally.nanos();
    }
  }

  /** The newest revision under which nothing of an older owner is on its way; 0 if none is. */
  public long acknowledgedRevision() {
    synchronized (lock) {
      return acknowledged;
    }
  }

  /** Writes sent and not finished, to either side. */
  public int onTheirWay() {
    synchronized (lock) {
      return onTheirWay[0] + onTheirWay[1];
    }
  }

  /** The latest hold. */
  public HoldReport holdReport() {
    synchronized (lock) {
      return tally.report(waiting.size(), waiting.oldestNanos());
    }
  }
}
