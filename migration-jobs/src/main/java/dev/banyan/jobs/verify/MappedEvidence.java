package dev.banyan.jobs.verify;

import dev.banyan.control.ControlStore;
import dev.banyan.control.Evidence;
import dev.banyan.control.Evidence.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The evidence of a mapping file's verification, which dies when the file changes. */
public final class MappedEvidence {

  private static final Duration LIFE = Duration.ofHours(24);

  private final ControlStore store;
  private final String capability;
  private final String mapping;
  private final Clock clock;

  /**
   * For a capability.
   *
   * @param mapping fingerprint of its mapping file, {@link MappedVerification#fingerprint}
   */
  public MappedEvidence(ControlStore store, String capability, String mapping, Clock clock) {
    this.store = store;
    this.capability = capability;
    this.mapping = mapping;
    this.clock = clock;
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
