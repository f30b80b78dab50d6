package dev.banyan.control;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The guards that look at stored evidence. */
final class EvidenceGuards {

  private final ControlStore store;
  private final Clock clock;

  EvidenceGuards(ControlStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What reads must have behind them before they move forward to this stage. */
  List<Guard> forReads(String capability, ReadStage to) {
    List<Guard> guards = new ArrayList<>();
    guards.add(good(capability, Evidence.Kind.BACKFILL));
    if (to.kind().compareTo(ReadStage.Kind.SHADOW) > 0) {
      guards.add(verified(capability));
      notAgainst(capability, Evidence.Kind.SHADOW).ifPresent(guards::add);
      notAgainst(capability, Evidence.Kind.CANARY).ifPresent(guards::add);
    }
    return List.copyOf(guards);
  }

  /** What a switch of the writes needs. */
  List<Guard> forSwitch(Capability capability) {
    return List.of(
        capability.readStage().equals(ReadStage.SERVERLESS)
            ? Guard.passed("reads on serverless", "read stage SERVERLESS")
            : Guard.refused(
                "reads on serverless",
                "read stage is " + capability.readStage() + ": advance it to SERVERLESS first"),
        good(capability.name(), Evidence.Kind.BACKFILL),
        verified(capability.name()));
  }

  /** A verification dies with its mapping: it must be of the one that the backfill wrote by. */
  private Guard verified(String capability) {
    Optional<Evidence> written = store.evidence(capability, Evidence.Kind.BACKFILL);
    return store
        .evidence(capability, Evidence.Kind.VERIFICATION)
        .filter(evidence -> written.isPresent() && evidence.isOfOtherMappingThan(written.get()))
        .map(
            evidence ->
                Guard.refused(
                    name(Evidence.Kind.VERIFICATION),
                    "is of mapping %s, the backfill of %s: run %s again"
                        .formatted(
                            evidence.mapping(),
                            written.orElseThrow().mapping(),
                            command(Evidence.Kind.VERIFICATION, capability))))
        .orElseGet(() -> good(capability, Evidence.Kind.VERIFICATION));
  }

  /** What live traffic showed: it need not be there, but must not speak against moving on. */
  private Optional<Guard> notAgainst(String capability, Evidence.Kind kind) {
    return store
        .evidence(capability, kind)
        .filter(evidence -> evidence.isFresh(clock.instant()))
        .map(evidence -> judge(name(kind), evidence, clock.instant()));
  }

  private static String name(Evidence.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT) + " evidence";
  }

  private Guard good(String capability, Evidence.Kind kind) {
    String name = name(kind);
    return store
        .evidence(capability, kind)
        .map(evidence -> judge(name, evidence, clock.instant()))
        .orElseGet(() -> Guard.refused(name, "there is none: run " + command(kind, capability)));
  }

  private static Guard judge(String name, Evidence evidence, Instant now) {
    String again = "run " + command(evidence.kind(), evidence.capability()) + " again";
    if (!evidence.isFresh(now)) {
      return Guard.refused(name, "expired at " + evidence.expiresAt() + ": " + again);
    }
    return evidence.good()
        ? Guard.passed(name, "taken " + evidence.at() + " " + evidence.facts())
        : Guard.refused(name, "speaks against it " + evidence.facts() + ": " + again);
  }

  private static String command(Evidence.Kind kind, String capability) {
    return switch (kind) {
      case BACKFILL -> "banyan backfill " + capability + " (or backfill --mapping FILE)";
      case VERIFICATION -> "banyan verify " + capability + " (or verify --mapping FILE)";
      case SHADOW -> "banyan shadow report " + capability;
      case CANARY -> "banyan canary " + capability;
    };
  }
}
