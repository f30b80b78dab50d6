package dev.banyan.jobs.verify;

import com.mongodb.MongoException;
import dev.banyan.control.ControlStore;
import dev.banyan.control.Evidence;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.ChangedDocuments.Drained;
import dev.banyan.jobs.verify.ChangedDocuments.Id;
import dev.banyan.jobs.verify.VerificationProgress.Phase;
import dev.banyan.jobs.verify.VerificationResult.Generation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Tells whether both sides of a capability agree, while there are writes.
 *
 * <ol>
 *   <li>Open a change stream on the collections.
 *   <li>Generation 0 reads everything on both sides and compares.
 *   <li>Let the target settle. Generation n+1 looks again at what changed since, by the change
 *       stream, and at what differed in n.
 *   <li>A pair counts as a difference when it has looked the same through a number of re-checks.
 *       One whose document keeps changing is never caught, and needs not be: its last change is.
 *   <li>End when every pair that differs either stands, or is so young that the lag explains it and
 *       changed after generation 0 was over; so every change until then was seen to arrive.
 *   <li>Store the evidence.
 * </ol>
 *
 * Which side owns the capability makes no difference: changes that flow back are changes of
 * documents as well. To be run once per instance; {@link #close} may be called from any thread.
 */
public final class VerificationJob implements AutoCloseable {

  private static final Duration EVIDENCE_LIFE = Duration.ofHours(24);

  /** Of one generation; more stay in the change stream for the next. */
  private static final int MOST_CHANGES = 50_000;

  private final CapabilityVerification what;
  private final Consumer<Evidence> control;
  private final VerificationConfig config;
  private final Clock clock;
  private final Work work;
  private final Suspects suspects;
  private final AtomicLong compared = new AtomicLong();
  private final AtomicLong scanned = new AtomicLong();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long unsettled;
  private volatile @Nullable BsonTimestamp seen;

  public VerificationJob(
      CapabilityVerification what, ControlStore control, VerificationConfig config, Clock clock) {
    this(what, control::store, config, clock);
  }

  /**
   * A verification whose evidence goes elsewhere.
   *
   * @param control takes it, only if the run comes to its end
   */
  public VerificationJob(
      CapabilityVerification what,
      Consumer<Evidence> control,
      VerificationConfig config,
      Clock clock) {
    this.what = what;
    this.control = control;
    this.config = config;
    this.clock = clock;
    this.work = new Work(config.threads());
    this.suspects = new Suspects(config.mostSuspects(), config.standing(), config.lagBound());
  }

  /**
   * Runs until all is decided, or {@link #close} is called, or the calling thread is interrupted;
   * it is still interrupted then.
   *
   * @throws JobException if a side cannot be read, or changes may have been missed
   */
  public VerificationResult run(VerificationProgress.Listener listener) {
    Instant started = clock.instant();
    try (ChangeFeed changes = what.changes()) {
      List<Generation> generations = new ArrayList<>();
      boolean completed = generations(changes, generations, listener);
      VerificationResult result = result(generations, started, completed);
      if (completed) {
        control.accept(evidence(result));
      }
      return result;
    } catch (MongoException | SdkException e) {
      throw new JobException("a side cannot be read: " + e.getMessage(), e);
    }
  }

  /** False if it was stopped. */
  private boolean generations(
      ChangeFeed changes, List<Generation> generations, VerificationProgress.Listener listener) {
    readAll(listener);
    generations.add(new Generation(0, compared.get(), 0, suspects.size()));
    BsonTimestamp end = changes.position();
    for (int number = 1; number <= config.maxGenerations(); number++) {
      if (work.isStopped() || !settle()) {
        return false;
      }
      BsonTimestamp until = changes.position();
      Drained drained = changes.drain(until, MOST_CHANGES);
      long before = compared.get();
      recheck(drained.at());
      seen = drained.all() ? until : seen;
      generations.add(
          new Generation(number, compared.get() - before, drained.at().size(), suspects.size()));
      listener.progressed(progress(number, Phase.CHECKING));
      // What the stream still holds may be anything: a verification cannot end well over that.
      unsettled = undecided(end) + (drained.all() ? 0 : drained.at().size());
      if (unsettled == 0) {
        return !work.isStopped();
      }
    }
    return !work.isStopped();
  }

  private long undecided(BsonTimestamp end) {
    return suspects.undecided(end, clock.instant());
  }

  private void readAll(VerificationProgress.Listener listener) {
    for (Comparison comparison : what.comparisons()) {
      comparison.readAll(new Reading(comparison, listener), work);
      work.await();
    }
  }

  private VerificationProgress progress(int generation, Phase phase) {
    return new VerificationProgress(
        generation, compared.get(), suspects.size(), phase, scanned.get());
  }

  /** Takes what generation 0 finds. */
  private final class Reading implements Comparison.Pairs {
    private final Comparison comparison;
    private final VerificationProgress.Listener listener;

    Reading(Comparison comparison, VerificationProgress.Listener listener) {
      this.comparison = comparison;
      this.listener = listener;
    }

    @Override
    public void compared(int count, Map<DocumentId, Finding> differing) {
      compared.addAndGet(count);
      suspects.found(comparison, differing, clock.instant());
      listener.progressed(progress(0, Phase.COMPARING));
    }

    @Override
    public void uncounted(long differing) {
      suspects.found(differing);
    }

    @Override
    public void scanned(int count) {
      scanned.addAndGet(count);
      listener.progressed(progress(0, Phase.SCANNING));
    }
  }

  private void recheck(Map<Id, BsonTimestamp> changed) {
    for (Comparison comparison : what.comparisons()) {
      Map<DocumentId, BsonTimestamp> changedHere = new HashMap<>();
      changed.forEach(
          (id, time) -> {
            if (comparison.concerns(id.collection())) {
              changedHere.put(id.id(), time);
            }
          });
      List<DocumentId> ids = List.copyOf(suspects.toCheck(comparison, changed));
      int most = comparison.most();
      for (int from = 0; from < ids.size(); from += Math.min(most, ids.size())) {
        List<DocumentId> batch = ids.subList(from, from + Math.min(most, ids.size() - from));
        work.submit(() -> recheck(comparison, batch, changedHere));
      }
    }
    work.await();
  }

  private void recheck(
      Comparison comparison, Collection<DocumentId> ids, Map<DocumentId, BsonTimestamp> changed) {
    Map<DocumentId, Finding> differing = comparison.compare(ids, true);
    compared.addAndGet(ids.size());
    suspects.checked(comparison, ids, differing, changed, clock.instant());
  }

  /** False if it was stopped meanwhile. */
  private boolean settle() {
    try {
      return !stopped.await(config.settle().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private VerificationResult result(
      List<Generation> generations, Instant started, boolean completed) {
    Instant now = clock.instant();
    long standing = suspects.standing(now);
    return new VerificationResult(
        what.capability(),
        compared.get(),
        standing,
        unsettled,
        generations,
        suspects.samples(VerificationResult.MOST_SAMPLES, now),
        Duration.between(started, now).toMillis() / 1e3,
        completed);
  }

  /**
   * What stands differing at the end of a run, one per path inside, the longest-standing first.
   *
   * @param limit more are left out
   */
  public List<Difference> differences(int limit) {
    return suspects.samples(limit, clock.instant());
  }

  /** The pairs behind {@link #differences}, to be repaired. */
  Map<Suspects.Pair, Finding> standing() {
    return suspects.standingPairs(clock.instant());
  }

  /**
   * The time up to which all changes were seen and their documents looked at; what changes later
   * has a higher version.
   */
  Optional<BsonTimestamp> seen() {
    return Optional.ofNullable(seen);
  }

  private Evidence evidence(VerificationResult result) {
    Instant now = clock.instant();
    return new Evidence(
        what.capability(),
        Evidence.Kind.VERIFICATION,
        result.isGood(),
        Map.of(
            "compared", result.compared(),
            "differences", result.differences(),
            "unsettled", result.unsettled(),
            "generations", (long) result.generations().size()),
        now,
        now.plus(EVIDENCE_LIFE),
        what.mapping());
  }

  /** Stops the run, which returns soon without evidence. */
  @Override
  public void close() {
    stopped.countDown();
    work.close();
  }
}
