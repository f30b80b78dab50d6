package dev.banyan.jobs.backfill.capability;

import dev.banyan.control.Evidence;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.BackfillResult.PhaseResult;
import dev.banyan.jobs.backfill.batch.BatchBackfill;
import dev.banyan.jobs.backfill.batch.BatchJob;
import dev.banyan.jobs.backfill.batch.JobReport;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.backfill.copy.CollectionSource;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.backfill.copy.CopyTask;
import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.backfill.copy.JobWatch;
import dev.banyan.jobs.backfill.copy.Redrive;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.mapping.FloorVersion;
import dev.banyan.jobs.throttle.SourcePace;
import dev.banyan.jobs.throttle.Throttle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Copies what a capability's collections held before its events began.
 *
 * <ol>
 *   <li>Each collection is a job as {@link BatchBackfill} runs it, one after the other; a later one
 *       may rely on the tables of an earlier, so that it begins anew where that has.
 *   <li>When all is done, store the evidence.
 * </ol>
 *
 * The relay must be capturing when it is begun: what changes from the floor on comes as events. To
 * be run once per instance; {@link #close} may be called from any thread.
 */
public final class CapabilityBackfill implements AutoCloseable {

  /** How long a finished backfill counts as evidence. */
  private static final Duration EVIDENCE_LIFE = Duration.ofHours(24);

  private final String capability;
  private final List<CapabilityPhase> phases;
  private final CapabilityStores stores;
  private final CopyConfig config;
  private final int inFlight;
  private final Clock clock;
  private final Object lock = new Object();
  private Throttle throttle;
  private boolean stopped;

  /**
   * @param inFlight requests at the same time, at most
   */
  public CapabilityBackfill(
      String capability,
      List<CapabilityPhase> phases,
      CapabilityStores stores,
      CopyConfig config,
      int inFlight,
      Clock clock) {
    this.capability = capability;
    this.phases = List.copyOf(phases);
    this.stores = stores;
    this.config = config;
    this.inFlight = inFlight;
    this.clock = clock;
    this.throttle = new Throttle(inFlight, 0, System::nanoTime);
  }

  /**
   * Runs until all is copied, or {@link #close} is called, or the calling thread is interrupted; it
   * is still interrupted then.
   *
   * @param watches of each phase's job, by its name; they may hold its throttle
   * @throws JobException if it cannot go on; checkpoints are saved
   */
  public BackfillResult run(BiFunction<String, Throttle, JobWatch> watches) {
    Instant started = clock.instant();
    List<PhaseResult> results = new ArrayList<>();
    boolean restart = config.restart();
    for (CapabilityPhase phase : phases) {
      if (!isStopped() && !hasStopped(results)) {
        restart |= wasBegunBefore(results, phase);
        CollectionResult copied = run(phase, restart, watches);
        results.add(new PhaseResult(phase.job(), copied.ending(), copied.counts()));
      }
    }
    double seconds = Duration.between(started, clock.instant()).toMillis() / 1e3;
    BackfillResult result = new BackfillResult(capability, ending(results), results, seconds);
    if (result.ending() == Ending.COMPLETED) {
      stores.control().store(evidence(result));
    }
    return result;
  }

  /** A start anew that was stopped left a later phase as the former run had ended it. */
  private boolean wasBegunBefore(List<PhaseResult> done, CapabilityPhase phase) {
    if (done.isEmpty()) {
      return false;
    }
    Optional<Instant> former = begun(done.get(done.size() - 1).name()).map(JobRecord::startedAt);
    Optional<Instant> begun = begun(phase.job()).map(JobRecord::startedAt);
    return former.isPresent() && begun.isPresent() && begun.get().isBefore(former.get());
  }

  private Optional<JobRecord> begun(String job) {
    return JobReport.of(stores.jobs(), job).flatMap(JobReport::begun);
  }

  private CollectionResult run(
      CapabilityPhase phase, boolean restart, BiFunction<String, Throttle, JobWatch> watches) {
    Throttle held = nextThrottle();
    JobWatch watch = watches.apply(phase.job(), held);
    try (ItemDestination destination = destination(phase);
        BatchBackfill job =
            new BatchBackfill(
                new BatchJob(
                    task(phase, destination, held),
                    stores.jobs(),
                    config.withRestart(restart),
                    held,
                    letters(phase),
                    clock))) {
      CollectionResult result = job.run(watch);
      watch.ended(result);
      return result;
    }
  }

  private ItemDestination destination(CapabilityPhase phase) {
    return phase.destination().apply(stores.tables().get());
  }

  private CapabilityLetters letters(CapabilityPhase phase) {
    return new CapabilityLetters(stores.deadLetters(), capability, phase.job());
  }

  private CopyTask task(CapabilityPhase phase, ItemDestination destination, Throttle held) {
    FloorVersion floors = new FloorVersion(stores.source(), stores.control());
    return new CopyTask(
        phase.job(),
        phase.mapping(),
        new CollectionSource(
            stores.source(), phase.mapping().collection(), config, SourcePace.none(), held),
        destination,
        () -> floors.of(phase.mapping()));
  }

  /**
   * Drives the documents that its jobs have set aside through their mappings again.
   *
   * @return how many are left
   */
  public int redrive() {
    int left = 0;
    for (CapabilityPhase phase : phases) {
      Optional<JobRecord> job = begun(phase.job());
      if (job.isPresent()) {
        try (ItemDestination destination = destination(phase)) {
          left +=
              new Redrive(job.get(), phase.mapping(), destination, letters(phase))
                  .run(config, nextThrottle());
        }
      }
    }
    return left;
  }

  private Ending ending(List<PhaseResult> results) {
    if (hasStopped(results) || results.size() < phases.size()) {
      return Ending.STOPPED;
    }
    return results.stream().allMatch(phase -> phase.ending() == Ending.ALREADY_COMPLETED)
        ? Ending.ALREADY_COMPLETED
        : Ending.COMPLETED;
  }

  /** Also by an operator, who stops a job and not this. */
  private static boolean hasStopped(List<PhaseResult> results) {
    return results.stream().anyMatch(phase -> phase.ending() == Ending.STOPPED);
  }

  /** A document that was set aside is missing on the other side: that speaks against going on. */
  private Evidence evidence(BackfillResult result) {
    Counts counts = result.counts();
    Instant now = clock.instant();
    return new Evidence(
        capability,
        Evidence.Kind.BACKFILL,
        counts.deadLetters() == 0,
        Map.of(
            "documents", counts.documents(),
            "written", counts.written(),
            "alreadyNewer", counts.alreadyNewer(),
            "deadLetters", counts.deadLetters(),
            "seconds", Math.round(result.seconds())),
        now,
        now.plus(EVIDENCE_LIFE));
  }

  private Throttle nextThrottle() {
    synchronized (lock) {
      throttle = new Throttle(inFlight, 0, System::nanoTime);
      if (stopped) {
        throttle.stop();
      }
      return throttle;
    }
  }

  private boolean isStopped() {
    synchronized (lock) {
      return stopped || Thread.currentThread().isInterrupted();
    }
  }

  /** Stops the run, which saves its checkpoints and returns soon. */
  @Override
  public void close() {
    synchronized (lock) {
      stopped = true;
      throttle.stop();
    }
  }
}
