package dev.banyan.jobs.verify;

import dev.banyan.control.ControlStore;
import dev.banyan.control.Evidence;
import dev.banyan.control.Evidence.Kind;
import dev.banyan.jobs.mapping.CompiledMapping;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The evidence of a mapping file's verification, which dies when the file changes. */
public final class MappedEvidence {

  private static final Duration LIFE = Duration.ofHours(24);

  private final ControlStore store;
  private final String capability;
  private final String mapping;
  private final Clock clock;

  /** For a capability that these mappings make. */
  public MappedEvidence(
      ControlStore store, String capability, List<CompiledMapping> mappings, Clock clock) {
    this.store = store;
    this.capability = capability;
    this.mapping = fingerprint(mappings);
    this.clock = clock;
  }

  /** The fingerprint that evidence of these mappings carries. */
  public static String fingerprint(List<CompiledMapping> mappings) {
    return mappings.stream().map(CompiledMapping::fingerprint).collect(Collectors.joining(" "));
  }

  /**
   * Before a verification begins: evidence of the mapping as it was before speaks for nothing any
   * more, also if this run never comes to its end.
   */
  public void begin() {
    Instant now = clock.instant();
    Evidence none =
        new Evidence(capability, Kind.VERIFICATION, false, Map.of(), now, now.plus(LIFE), mapping);
    store
        .evidence(capability, Kind.VERIFICATION)
        .filter(last -> last.isOfOtherMappingThan(none))
        .ifPresent(last -> store.store(none));
  }

  /** When it has come to its end. */
  public void store(Evidence evidence) {
    store.store(evidence);
  }
}
