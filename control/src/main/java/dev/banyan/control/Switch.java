package dev.banyan.control;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Moves a capability's ownership from legacy to serverless (design 4.6).
 *
 * <ol>
 *   <li>Guards: evidence, and what the participants say.
 *   <li>Announce: every registered proxy polls every 100 ms from now on, and says so.
 *   <li>Hold: write stage {@code HELD}. Proxies hold new writes, let those already sent to legacy
 *       finish, and acknowledge.
 *   <li>Barrier behind the last legacy write; wait until the service has met it in every bucket.
 *   <li>Move: owner and write stage in one conditional update. Proxies release to the new owner.
 * </ol>
 *
 * On any failure or time-out the hold is released to legacy: nothing was lost, and the reason is in
 * the outcome and the audit log. A proxy that holds for 2 s releases by the same conditional
 * update, so the move in step 5 then fails on its revision, however late it arrives.
 */
public final class Switch {

  private final ControlStore store;
  private final SwitchParticipants participants;
  private final Clock clock;
  private final SwitchConfig config;
  private final Timer timer;
  private final EvidenceGuards guards;

  public Switch(
      ControlStore store, SwitchParticipants participants, Clock clock, SwitchConfig config) {
    this(store, participants, clock, config, Timer.SYSTEM);
  }

  Switch(
      ControlStore store,
      SwitchParticipants participants,
      Clock clock,
      SwitchConfig config,
      Timer timer) {
    this.store = store;
    this.participants = participants;
    this.clock = clock;
    this.config = config;
    this.timer = timer;
    this.guards = new EvidenceGuards(store, clock);
  }

  /** What came of a switch. */
  public sealed interface Outcome {
    /**
     * Serverless owns the capability.
     *
     * @param position where legacy's writes ended
     * @param held how long writes were held
     */
    record Switched(Capability capability, String position, Duration held) implements Outcome {}

    /**
     * Legacy still owns it.
     *
     * @param held how long writes were held, zero if they never were
     */
    record RolledBack(String reason, Duration held) implements Outcome {}

    /** A guard refused; nothing was begun. */
    record Refused(List<Guard> guards) implements Outcome {}
  }

  /** Every guard of a switch, as it is now. */
  public List<Guard> guards(String name) {
    Capability capability = find(name);
    Stream<Guard> owner =
        capability.owner() == Side.LEGACY
            ? Stream.of(Guard.passed("legacy owns it", "owner LEGACY"))
            : Stream.of(Guard.refused("legacy owns it", "it has been switched already"));
    return Stream.of(
            owner,
            guards.forSwitch(capability).stream(),
            participants.guards(capability).stream(),
            Stream.of(proxyGuard()))
        .flatMap(part -> part)
        .toList();
  }

  private Guard proxyGuard() {
    return store.proxies().isEmpty()
        ? Guard.refused("proxies", "none is registered: start one, or writes cannot be held")
        : Guard.passed("proxies", store.proxies().size() + " registered");
  }

  /**
   * Switches.
   *
   * @throws ControlException if the store cannot be used before anything was begun
   */
  public Outcome run(String name, String who) {
    List<Guard> refusals = guards(name).stream().filter(guard -> !guard.passed()).toList();
    if (!refusals.isEmpty()) {
      return new Outcome.Refused(refusals);
    }
    Capability announced = change(find(name).withAnnounced(true), who, "switch announced");
    Optional<String> silent = awaitProxies(announced, config.announce());
    if (silent.isPresent()) {
      return rollBack(announced, who, silent.get(), Duration.ZERO);
    }
    return hold(announced, who);
  }

  private Outcome hold(Capability announced, String who) {
    long start = timer.nanos();
    Capability held = announced;
    try {
      held = change(announced.held(), who, "writes held");
      Optional<String> silent = awaitProxies(held, left(start));
      if (silent.isPresent()) {
        return rollBack(held, who, silent.get(), since(start));
      }
      String position = participants.placeBarrier(held);
      Optional<String> behind = participants.awaitBarrier(held, position, left(start));
      if (behind.isPresent() || left(start).isZero()) {
        String reason = behind.orElse("the hold took longer than " + config.hold());
        return rollBack(held, who, reason, since(start));
      }
      return move(held, who, position, start);
    } catch (RuntimeException e) {
      return rollBack(held, who, String.valueOf(e.getMessage()), since(start));
    }
  }

  private Outcome move(Capability held, String who, String position, long start) {
    Capability moved = change(held.ownedByServerless(position), who, "serverless owns the writes");
    Duration heldFor = since(start);
    participants.ownershipMoved(moved);
    return new Outcome.Switched(moved, position, heldFor);
  }

  private Outcome rollBack(Capability latest, String who, String reason, Duration heldFor) {
    try {
      Capability present = find(latest.name());
      if (present.owner() == Side.SERVERLESS) {
        // The move went through and only what followed it failed: that is for the operator.
        return new Outcome.Switched(present, String.valueOf(present.switchPosition()), heldFor);
      }
      if (present.announced() || present.writeStage() == WriteStage.HELD) {
        store.replace(present.released(), entry(present.released(), who, "released: " + reason));
      }
      return new Outcome.RolledBack(reason, heldFor);
    } catch (ControlException e) {
      // Proxies give up by themselves after 2 s: no lock of ours stands in their way.
      return new Outcome.RolledBack(reason + "; and then " + e.getMessage(), heldFor);
    }
  }

  private Optional<String> awaitProxies(Capability capability, Duration atMost) {
    long start = timer.nanos();
    while (true) {
      List<String> silent = silentProxies(capability);
      if (silent.isEmpty()) {
        return Optional.empty();
      }
      if (since(start).compareTo(atMost) >= 0) {
        return Optional.of(
            "no acknowledgement of revision "
                + capability.revision()
                + " by "
                + silent
                + ": is it running? 'banyan proxies --forget ID' takes a dead one off the register");
      }
      timer.pause(config.poll());
    }
  }

  private List<String> silentProxies(Capability capability) {
    return store.proxies().stream()
        .filter(proxy -> !proxy.hasAcknowledged(capability.name(), capability.revision()))
        .map(ProxyStatus::id)
        .toList();
  }

  private Capability change(Capability next, String who, String change) {
    if (!store.replace(next, entry(next, who, change))) {
      throw new ControlException(next.name() + " was changed by somebody else meanwhile");
    }
    return next;
  }

  private AuditEntry entry(Capability next, String who, String change) {
    return new AuditEntry(next.name(), next.revision(), clock.instant(), who, change, "");
  }

  private Capability find(String name) {
    return store.capability(name).orElseThrow(() -> ControlException.unknown(name));
  }

  private Duration left(long start) {
    Duration left = config.hold().minus(since(start));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Duration since(long start) {
    return Duration.ofNanos(timer.nanos() - start);
  }
}
