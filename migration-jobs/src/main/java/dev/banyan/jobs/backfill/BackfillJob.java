package dev.banyan.jobs.backfill;

import com.mongodb.client.MongoDatabase;
import dev.banyan.control.Evidence;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.BackfillResult.PhaseResult;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.mapping.FloorVersion;
import dev.banyan.jobs.range.RangeReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Copies what a capability's collections held before its events began.
 *
 * <ol>
 *   <li>Note the floor version, before the first read.
 *   <li>Split the collection into ranges of {@code _id}, each with its own checkpoint.
 *   <li>Per range, read raw BSON in order, map, insert if absent, 25 rows to a request; what cannot
 *       be mapped or written becomes a dead letter. A checkpoint moves over what is durable.
 *   <li>When all is done, store the evidence.
 * </ol>
 *
 * The relay must be capturing when the job is begun: what changes from the floor on comes as
 * events.
 *
 * <p>A job that was stopped or killed goes on from its checkpoints when it is run again. To be run
 * once per instance; {@link #close} may be called from any thread.
 */
public final class BackfillJob implements AutoCloseable {

  /** How long a finished backfill counts as evidence. */
  private static final Duration EVIDENCE_LIFE = Duration.ofHours(24);

  private final CapabilityBackfill what;
  private final MongoDatabase source;
  private final JobStores stores;
  private final BackfillConfig config;
  private final Clock clock;
  private final WriterPool pool;

  public BackfillJob(
      CapabilityBackfill what,
      MongoDatabase source,
      JobStores stores,
      BackfillConfig config,
      Clock clock) {
    this.what = what;
    this.source = source;
    this.stores = stores;
    this.config = config;
    this.clock = clock;
    this.pool = new WriterPool(config.maxInFlight());
  }

  /**
   * Runs until all is copied, or {@link #close} is called, or the calling thread is interrupted; it
   * is still interrupted then.
   *
   * @throws JobException if it cannot go on; checkpoints are saved
   */
  public BackfillResult run(BackfillProgress.Listener listener) {
    Instant started = clock.instant();
    List<PhaseResult> results = new ArrayList<>();
    for (BackfillPhase<?> phase : what.phases()) {
      if (!pool.isStopped()) {
        results.add(run(phase, listener));
      }
    }
    double seconds = Duration.between(started, clock.instant()).toMillis() / 1e3;
    BackfillResult result =
        new BackfillResult(what.capability(), ending(results), results, seconds);
    if (result.ending() == Ending.COMPLETED) {
      stores.control().store(evidence(result));
    }
    return result;
  }

  private <T> PhaseResult run(BackfillPhase<T> phase, BackfillProgress.Listener listener) {
    RangeReader reader = new RangeReader(source, phase.mapping().collection(), config.readBatch());
    FloorVersion floors = new FloorVersion(source, stores.control());
    return new PhaseRun<>(what.capability(), phase, reader, stores, config)
        .run(() -> floors.of(phase.mapping()), pool, listener, clock::instant);
  }

  private Ending ending(List<PhaseResult> results) {
    boolean stopped = results.stream().anyMatch(phase -> phase.ending() == Ending.STOPPED);
    if (stopped || results.size() < what.phases().size()) {
      return Ending.STOPPED;
    }
    return results.stream().allMatch(phase -> phase.ending() == Ending.ALREADY_COMPLETED)
        ? Ending.ALREADY_COMPLETED
        : Ending.COMPLETED;
  }

  /** A document that was set aside is missing on the other side: that speaks against going on. */
  private Evidence evidence(BackfillResult result) {
    Counts counts = result.counts();
    Instant now = clock.instant();
    return new Evidence(
        what.capability(),
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

  /** Stops the run, which saves its checkpoints and returns soon. */
  @Override
  public void close() {
    pool.close();
  }
}
