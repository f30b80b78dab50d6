package dev.banyan.proxy.hold;

import dev.banyan.control.Capability;
import dev.banyan.control.Side;
import dev.banyan.control.WriteStage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
 *   <li>When the gate opens, those that waited go first.
 * </ol>
 */
public final class WriteGate {

  private final HoldConfig config;
  private final GateListener listener;
  private final Object lock = new Object();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final int[] onTheirWay = new int[Side.values().length];

  private volatile Capability capability;
  private boolean recorded;
  private long acknowledged;
  private boolean refusing;
  private long holdRevision;
  private long heldSince;
  private long memory;
  private long held;
  private long refused;
  private long longestNanos;

  private record Waiting(HeldWrite write, long since) {}

  /** A gate of a capability that is in no record yet: all legacy. */
  public WriteGate(String name, HoldConfig config, GateListener listener) {
    this.capability = Capability.inLegacy(name);
    this.config = config;
    this.listener = listener;
  }

  /** What is acted on. */
  public Capability capability() {
    return capability;
  }

  /** Asks for a way to the owner; anything but a refusal is followed by {@link #finished}. */
  public Admission admit(HeldWrite write) {
    synchronized (lock) {
      if (isOpen()) {
        Side owner = capability.owner();
        onTheirWay[owner.ordinal()]++;
        return owner == Side.LEGACY ? Admission.TO_LEGACY : Admission.TO_SERVERLESS;
      }
      if (refusing || isFull(write.memory())) {
        refused++;
        return Admission.REFUSED;
      }
      held++;
      memory += write.memory();
      waiting.addLast(new Waiting(write, System.nanoTime()));
      return Admission.HELD;
    }
  }

  private boolean isFull(long more) {
    return waiting.size() >= config.max() || memory + more > config.memory().toBytes();
  }

  private boolean isOpen() {
    return capability.writeStage() != WriteStage.HELD
        && onTheirWay[capability.owner().other().ordinal()] == 0;
  }

  /**
   * Takes a waiting write away, because its client has gone.
   *
   * @return false if it no longer waits: it was or will be told to proceed or that it is refused
   */
  public boolean withdraw(HeldWrite write) {
    synchronized (lock) {
      boolean waited = waiting.removeIf(candidate -> candidate.write == write);
      if (waited) {
        memory -= write.memory();
      }
      return waited;
    }
  }

  /** An admitted write is no longer on its way: the side has answered, or can no longer get it. */
  public void finished(Side side) {
    List<Waiting> released;
    boolean news;
    synchronized (lock) {
      onTheirWay[side.ordinal()]--;
      news = acknowledge();
      released = release();
    }
    proceed(released);
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
    List<Waiting> released;
    synchronized (lock) {
      if (recorded && next.revision() <= capability.revision()) {
        return false;
      }
      boolean wasOpen = isOpen();
      capability = next;
      recorded = true;
      refusing = false;
      if (wasOpen && !isOpen()) {
        beginHold();
      }
      acknowledge();
      released = release();
    }
    proceed(released);
    return true;
  }

  private void beginHold() {
    holdRevision = capability.revision();
    heldSince = System.nanoTime();
    held = 0;
    refused = 0;
    longestNanos = 0;
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

  private List<Waiting> release() {
    if (waiting.isEmpty() || !isOpen()) {
      return List.of();
    }
    onTheirWay[capability.owner().ordinal()] += waiting.size();
    return takeWaiting();
  }

  private List<Waiting> takeWaiting() {
    long now = System.nanoTime();
    List<Waiting> taken = new ArrayList<>(waiting);
    waiting.clear();
    memory = 0;
    for (Waiting one : taken) {
      longestNanos = Math.max(longestNanos, now - one.since);
    }
    return taken;
  }

  private void proceed(List<Waiting> released) {
    if (!released.isEmpty()) {
      Side owner = capability.owner();
      released.forEach(one -> one.write.proceed(owner));
    }
  }

  /** Answers 503 to all that wait, and to all that come until the record moves. */
  public void refuseAll() {
    List<Waiting> taken;
    synchronized (lock) {
      if (isOpen()) {
        return;
      }
      refusing = true;
      refused += waiting.size();
      taken = takeWaiting();
    }
    taken.forEach(one -> one.write.refuse());
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
      return config.limit().toNanos() - (System.nanoTime() - heldSince);
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
      long longest = longestNanos;
      if (!waiting.isEmpty()) {
        longest = Math.max(longest, System.nanoTime() - waiting.getFirst().since);
      }
      return new HoldReport(holdRevision, held, refused, longest / 1_000_000, waiting.size());
    }
  }
}
