package dev.banyan.jobs.backfill;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.BackfillResult.PhaseResult;
import dev.banyan.jobs.checkpoint.CheckpointStore;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangePlan;
import dev.banyan.jobs.range.RangePlanner;
import dev.banyan.jobs.range.RangeReader;
import dev.banyan.jobs.range.RangeThreads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bson.RawBsonDocument;

/**
 * One phase from where it stands: begun now, or gone on with.
 *
 * @param <T> a row's value
 */
final class PhaseRun<T> {

  private final String capability;
  private final BackfillPhase<T> phase;
  private final RangeReader reader;
  private final JobStores stores;
  private final BackfillConfig config;

  PhaseRun(
      String capability,
      BackfillPhase<T> phase,
      RangeReader reader,
      JobStores stores,
      BackfillConfig config) {
    this.capability = capability;
    this.phase = phase;
    this.reader = reader;
    this.stores = stores;
    this.config = config;
  }

  /**
   * Runs until the phase is done or the pool is stopped.
   *
   * @param floor asked for before the first read, if the phase is begun
   * @throws JobException if it cannot go on
   */
  PhaseResult run(
      Supplier<SourceVersion> floor,
      WriterPool pool,
      BackfillProgress.Listener listener,
      Supplier<Instant> now) {
    String job = "backfill-" + phase.name();
    CheckpointStore checkpoints = stores.checkpoints();
    try (CheckpointStore.Claim claim = checkpoints.claim(job)) {
      if (config.restart() || checkpoints.find(job).isEmpty()) {
        begin(job, floor.get(), now.get());
      }
      JobRecord record = checkpoints.find(job).orElseThrow();
      if (record.finishedAt() != null) {
        return result(job, Ending.ALREADY_COMPLETED);
      }
      requireSameMapping(record);
      copy(record, pool, listener);
      if (pool.isStopped()) {
        return result(job, Ending.STOPPED);
      }
      checkpoints.finish(record.finished(now.get()));
      return result(job, Ending.COMPLETED);
    }
  }

  private void begin(String job, SourceVersion floor, Instant now) {
    RangePlan plan = new RangePlanner(config.documentsPerRange()).plan(reader.collection());
    List<IdRange> ranges = plan.ranges();
    stores
        .checkpoints()
        .begin(
            new JobRecord(
                job, phase.mapping().fingerprint(), floor.toString(), now, plan.documents(), null),
            IntStream.range(0, ranges.size())
                .mapToObj(number -> RangeCheckpoint.untouched(number, ranges.get(number)))
                .toList());
  }

  private void requireSameMapping(JobRecord record) {
    if (!record.fingerprint().equals(phase.mapping().fingerprint())) {
      throw new JobException(
          "%s was begun with mapping %s and cannot go on with %s: begin anew with --restart"
              .formatted(record.job(), record.fingerprint(), phase.mapping().fingerprint()));
    }
  }

  private PhaseResult result(String job, Ending ending) {
    return new PhaseResult(phase.name(), ending, counts(stores.checkpoints().ranges(job)));
  }

  private static Counts counts(List<RangeCheckpoint> ranges) {
    return ranges.stream().map(RangeCheckpoint::counts).reduce(Counts.NONE, Counts::plus);
  }

  private void copy(JobRecord record, WriterPool pool, BackfillProgress.Listener listener) {
    List<RangeCheckpoint> ranges = stores.checkpoints().ranges(record.job());
    ProgressMeter meter =
        new ProgressMeter(
            phase.name(),
            record.documents(),
            counts(ranges).documents(),
            () -> pool.limit().reason(),
            System::nanoTime);
    RangeCopy.Batches batches = batches(record, pool, meter);
    List<RangeThreads.Work> work = new ArrayList<>();
    for (RangeCheckpoint range : ranges) {
      if (!range.finished()) {
        work.add(() -> copyOf(range, record, batches).run());
      }
    }
    try (RangeThreads workers = new RangeThreads(config.readers(), pool::isStopped, pool::stop)) {
      workers.run(work, () -> listener.progressed(meter.progress()));
    }
    listener.progressed(meter.progress());
  }

  private RangeCopy copyOf(RangeCheckpoint range, JobRecord record, RangeCopy.Batches batches) {
    return new RangeCopy(
        reader,
        batches,
        checkpoint -> stores.checkpoints().save(record.job(), checkpoint),
        config.checkpointEvery(),
        range);
  }

  private RangeCopy.Batches batches(JobRecord record, WriterPool pool, ProgressMeter meter) {
    BatchCopy<T> copy =
        new BatchCopy<>(
            capability,
            record,
            phase.mapping(),
            new ItemWriter<>(phase.target(), pool),
            stores.deadLetters());
    return new RangeCopy.Batches() {
      @Override
      public Future<Counts> submit(List<RawBsonDocument> documents) throws InterruptedException {
        return pool.submit(() -> meter.count(copy.copy(documents)));
      }

      @Override
      public boolean isStopped() {
        return pool.isStopped();
      }
    };
  }
}
