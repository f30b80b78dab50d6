package dev.banyan.proxy.control;

import dev.banyan.control.AuditEntry;
import dev.banyan.control.Capability;
import dev.banyan.control.ControlException;
import dev.banyan.control.ControlStore;
import dev.banyan.control.WriteStage;
import dev.banyan.proxy.hold.WriteGate;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a hold that lasts too long, on a thread of its own, because the polling one may be waiting
 * for the store.
 *
 * <ol>
 *   <li>The record is put back to its owner, on condition that it has not moved. Only then are the
 *       held writes let go: the switch can no longer move ownership, however late it tries.
 *   <li>If the record has moved, it is loaded and followed.
 *   <li>If the store is away nobody knows who owns: the held writes are answered 503, and new ones
 *       too, until the store answers again.
 * </ol>
 */
final class HoldLimit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HoldLimit.class);
  private static final int TRIES = 3;

  private final ControlStore store;
  private final CapabilityBoard board;
  private final Clock clock;
  private final String who;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread named = new Thread(task, "banyan-hold-limit");
            named.setDaemon(true);
            return named;
          });

  HoldLimit(ControlStore store, CapabilityBoard board, Clock clock, String who) {
    this.store = store;
    this.board = board;
    this.clock = clock;
    this.who = who;
  }

  /** Watches a gate that has just closed, or is still closed after the store was away. */
  void watch(WriteGate gate) {
    long revision = gate.capability().revision();
    Future<?> unused =
        thread.schedule(
            () -> end(gate, revision), Math.max(0, gate.nanosLeft()), TimeUnit.NANOSECONDS);
  }

  private void end(WriteGate gate, long revision) {
    if (!gate.isClosed() || gate.capability().revision() != revision) {
      return;
    }
    try {
      if (gate.capability().writeStage() == WriteStage.HELD) {
        release(gate);
      }
      if (gate.isClosed()) {
        gate.refuseAll(); // writes to the former owner do not end
      }
    } catch (ControlException e) {
      LOG.warn(
          "{}: the hold is over its limit and the control store is away ({}): writes are answered"
              + " 503 until it is back",
          gate.capability().name(),
          e.getMessage());
      gate.refuseAll();
    }
  }

  private void release(WriteGate gate) {
    String name = gate.capability().name();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Capability held = gate.capability();
      if (held.writeStage() != WriteStage.HELD) {
        return;
      }
      if (store.replace(held.released(), entry(held.released()))) {
        LOG.warn("{}: held for too long, writes go back to {}", name, held.owner().label());
        board.follow(held.released());
        return;
      }
      Optional<Capability> moved = store.capability(name);
      moved.ifPresent(board::follow);
    }
  }

  private AuditEntry entry(Capability next) {
    return new AuditEntry(
        next.name(),
        next.revision(),
        clock.instant(),
        who,
        "released to " + next.owner().label(),
        "the proxy held writes up to its limit");
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
