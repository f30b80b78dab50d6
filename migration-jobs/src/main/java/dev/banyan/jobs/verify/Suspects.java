package dev.banyan.jobs.verify;

import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.ChangedDocuments.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * The pairs that differ, and since when. A pair stands differing when neither side has changed over
 * a number of re-checks; a change of either side begins that anew, because the target may be
 * catching up. Bounded: beyond that, pairs are only counted. Thread-safe.
 */
final class Suspects {

  private final int most;
  private final int checks;
  private final Duration lagBound;
  private final Map<Pair, Suspect> suspects = new HashMap<>();
  private long uncounted;

  /** A pair of a comparison. */
  record Pair(Comparison comparison, DocumentId id) {}

  /**
   * @param since both sides have looked like this
   * @param checks that it has survived
   * @param changedAt cluster time of the document's last change, null if none was seen
   */
  private record Suspect(
      Finding finding, Instant since, int checks, @Nullable BsonTimestamp changedAt) {}

  /**
   * @param most pairs that are kept
   * @param checks that a standing pair has survived, and
   * @param lagBound for how long at least
   */
  Suspects(int most, int checks, Duration lagBound) {
    this.most = most;
    this.checks = checks;
    this.lagBound = lagBound;
  }

  /** Takes what generation 0 found. */
  synchronized void found(Comparison comparison, Map<DocumentId, Finding> findings, Instant now) {
    findings.forEach(
        (id, finding) -> uncounted += add(new Pair(comparison, id), finding, now, null) ? 0 : 1);
  }

  /** Takes pairs of an earlier run that differed and whose ids nobody has kept. */
  synchronized void found(long more) {
    uncounted += more;
  }

  private boolean add(Pair pair, Finding finding, Instant now, @Nullable BsonTimestamp changedAt) {
    if (suspects.size() >= most && !suspects.containsKey(pair)) {
      return false;
    }
    suspects.put(pair, new Suspect(finding, now, 0, changedAt));
    return true;
  }

  /** The ids to look at again in a comparison: what differs, and what has changed. */
  synchronized Set<DocumentId> toCheck(Comparison comparison, Map<Id, BsonTimestamp> changed) {
    Set<DocumentId> ids = new HashSet<>();
    changed.keySet().stream()
        .filter(id -> comparison.concerns(id.collection()))
        .forEach(id -> ids.add(id.id()));
    suspects.keySet().stream()
        .filter(pair -> pair.comparison() == comparison)
        .forEach(pair -> ids.add(pair.id()));
    return ids;
  }

  /**
   * Takes the outcome of a re-check.
   *
   * @param ids that were looked at
   * @param findings those of them that differ
   * @param changed last change of each document that has changed since the check before
   */
  synchronized void checked(
      Comparison comparison,
      Collection<DocumentId> ids,
      Map<DocumentId, Finding> findings,
      Map<DocumentId, BsonTimestamp> changed,
      Instant now) {
    for (DocumentId id : ids) {
      Pair pair = new Pair(comparison, id);
      Finding finding = findings.get(id);
      if (finding == null) {
        suspects.remove(pair);
      } else {
        check(pair, finding, changed.get(id), now);
      }
    }
  }

  private void check(Pair pair, Finding next, @Nullable BsonTimestamp changed, Instant now) {
    Suspect last = suspects.get(pair);
    boolean same = last != null && changed == null && last.finding.state() == next.state();
    if (last != null && same) {
      suspects.put(pair, new Suspect(next, last.since, last.checks + 1, last.changedAt));
    } else {
      BsonTimestamp before = last == null ? null : last.changedAt;
      if (!add(pair, next, now, changed == null ? before : changed) && uncounted == 0) {
        uncounted = 1; // it may be one of those that are counted already: at least so many differ
      }
    }
  }

  /** Pairs that stand differing, and those that nobody will check again. */
  synchronized long standing(Instant now) {
    return uncounted + suspects.values().stream().filter(isStanding(now)).count();
  }

  /** Pairs that differ, kept or not. */
  synchronized long size() {
    return uncounted + suspects.size();
  }

  /**
   * Pairs that neither stand nor are young. Young is what changed after the generation 0 and less
   * than the lag bound ago: there is always some while there are writes, and the lag explains it.
   */
  synchronized long undecided(BsonTimestamp end, Instant now) {
    return suspects.values().stream()
        .filter(isStanding(now).negate())
        .filter(
            suspect ->
                suspect.changedAt == null
                    || suspect.changedAt.compareTo(end) <= 0
                    || !suspect.since.plus(lagBound).isAfter(now))
        .count();
  }

  private Predicate<Suspect> isStanding(Instant now) {
    return suspect -> suspect.checks >= checks && !suspect.since.plus(lagBound).isAfter(now);
  }

  /** All pairs that stand differing. */
  synchronized Map<Pair, Finding> standingPairs(Instant now) {
    Map<Pair, Finding> pairs = new HashMap<>();
    suspects.forEach(
        (pair, suspect) -> {
          if (isStanding(now).test(suspect)) {
            pairs.put(pair, suspect.finding);
          }
        });
    return pairs;
  }

  /** The longest-standing first. */
  synchronized List<Difference> samples(int limit, Instant now) {
    return suspects.entrySet().stream()
        .filter(entry -> isStanding(now).test(entry.getValue()))
        .sorted(
            Comparator.comparing((Map.Entry<Pair, Suspect> entry) -> entry.getValue().since)
                .thenComparing(entry -> entry.getValue().finding.key()))
        .limit(limit)
        .flatMap(
            entry ->
                entry
                    .getValue()
                    .finding
                    .differences(
                        entry.getKey().comparison().table(),
                        Duration.between(entry.getValue().since, now))
                    .stream())
        .limit(limit)
        .toList();
  }
}
