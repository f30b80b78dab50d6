package dev.banyan.control;

import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves a capability's reads from stage to stage. Forward needs evidence, or a reason to do without
 * (invariant 9); back is always allowed.
 */
public final class ReadStages {

  private static final int TRIES = 5;

  private final ControlStore store;
  private final Clock clock;
  private final EvidenceGuards guards;

  public ReadStages(ControlStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.guards = new EvidenceGuards(store, clock);
  }

  /** What came of a move. */
  public sealed interface Outcome {
    /** The stage was moved, or was there already. */
    record Moved(Capability capability) implements Outcome {}

    /** A guard refused; nothing was changed. */
    record Refused(List<Guard> guards) implements Outcome {}
  }

  /**
   * Moves the reads.
   *
   * @param who asks for it
   * @param override the reason to go forward without evidence, null to insist on evidence
   * @throws ControlException if there is no such capability, a switch is under way, or the store
   *     cannot be used
   */
  public Outcome move(String name, ReadStage to, String who, @Nullable String override) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Capability present = movable(name);
      if (present.readStage().equals(to)) {
        return new Outcome.Moved(present);
      }
      List<Guard> refusals = refusals(present, to);
      if (!refusals.isEmpty() && override == null) {
        return new Outcome.Refused(refusals);
      }
      Capability next = present.withReadStage(to);
      String reason = override == null || refusals.isEmpty() ? "" : "override: " + override;
      if (store.replace(next, entry(present, next, who, reason))) {
        return new Outcome.Moved(next);
      }
    }
    throw new ControlException(name + " is being changed by somebody else: try again");
  }

  private Capability movable(String name) {
    Capability present = store.capability(name).orElseThrow(() -> ControlException.unknown(name));
    if (present.writeStage() == WriteStage.HELD) {
      throw new ControlException(name + " is being switched: wait two seconds");
    }
    return present;
  }

  private List<Guard> refusals(Capability present, ReadStage to) {
    if (to.compareTo(present.readStage()) < 0) {
      return List.of();
    }
    return guards.forReads(present.name(), to).stream().filter(guard -> !guard.passed()).toList();
  }

  private AuditEntry entry(Capability from, Capability to, String who, String reason) {
    String change = "reads " + from.readStage() + " -> " + to.readStage();
    return new AuditEntry(to.name(), to.revision(), clock.instant(), who, change, reason);
  }
}
