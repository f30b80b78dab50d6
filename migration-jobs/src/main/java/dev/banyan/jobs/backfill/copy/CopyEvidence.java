package dev.banyan.jobs.backfill.copy;

import dev.banyan.control.ControlStore;
import dev.banyan.control.Evidence;
import dev.banyan.control.Evidence.Kind;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.mapping.CompiledMapping;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The evidence that the collections of a mapping file were copied, under the fingerprint by which
 * their verification is stored too. It is good when all of them were, without dead letters; what
 * was stored under another fingerprint counts for nothing.
 *
 * <p>Not to be stored by two processes at once: one collection's outcome could be lost, and would
 * be stored again by another run of its backfill, which has nothing else to do.
 */
public final class CopyEvidence {

  /** As that of a capability's backfill. */
  private static final Duration LIFE = Duration.ofHours(24);

  private static final String DOCUMENTS = ".documents";
  private static final String DEAD_LETTERS = ".deadLetters";

  private final ControlStore store;
  private final List<CompiledMapping> file;
  private final Clock clock;

  /**
   * @param file all mappings of the mapping file; the first one names the capability
   */
  public CopyEvidence(ControlStore store, List<CompiledMapping> file, Clock clock) {
    this.store = store;
    this.file = List.copyOf(file);
    this.clock = clock;
  }

  /** Stores what a run has brought, together with what those of other collections had. */
  public Evidence store(String collection, Counts counts) {
    String capability = file.get(0).ownedBy();
    String mapping =
        file.stream().map(CompiledMapping::fingerprint).collect(Collectors.joining(" "));
    Instant now = clock.instant();
    Map<String, Long> facts = new TreeMap<>();
    store
        .evidence(capability, Kind.BACKFILL)
        .filter(last -> last.mapping().equals(mapping) && last.isFresh(now))
        .ifPresent(last -> facts.putAll(last.facts()));
    facts.put(collection + DOCUMENTS, counts.documents());
    facts.put(collection + ".written", counts.written());
    facts.put(collection + ".alreadyNewer", counts.alreadyNewer());
    facts.put(collection + DEAD_LETTERS, counts.deadLetters());
    Evidence evidence =
        new Evidence(capability, Kind.BACKFILL, isGood(facts), facts, now, now.plus(LIFE))
            .ofMapping(mapping);
    store.store(evidence);
    return evidence;
  }

  /** A document that was set aside is missing on the other side. */
  private boolean isGood(Map<String, Long> facts) {
    return file.stream()
        .map(CompiledMapping::collection)
        .allMatch(
            each ->
                facts.containsKey(each + DOCUMENTS)
                    && facts.getOrDefault(each + DEAD_LETTERS, 1L) == 0);
  }
}
