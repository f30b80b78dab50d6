package dev.banyan.jobs.backfill.copy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.DeadLetterSink;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.throttle.Throttle;
import dev.banyan.stream.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bson.RawBsonDocument;

/**
 * One run over the ranges that are not finished, whoever hands them out: {@link
 * CollectionBackfill}, or Spring Batch in {@link dev.banyan.jobs.backfill.batch.BatchBackfill}.
 * Thread-safe.
 */
public final class CopyRun implements DocumentCopy.Progress, AutoCloseable {

  /** Saves in the time that a range takes for its page. */
  private static final int SAVES_PER_PAGE = 4;

  private final CopyTask task;
  private final CopyConfig config;
  private final Throttle throttle;
  private final Records records;
  private final CheckpointSaver saver;
  private final long startedAt = System.nanoTime();
  private final AtomicLong settled = new AtomicLong();

  /**
   * What a run reads and keeps.
   *
   * @param before counts of all ranges at the beginning of the run
   * @param checkpoints saves one, durably when it returns; called by one thread
   */
  public record Records(
      JobRecord job,
      Counts before,
      Consumer<RangeCheckpoint> checkpoints,
      DeadLetterSink deadLetters) {}

  /** Starts the thread that saves checkpoints; a failure of theirs stops the throttle. */
  public CopyRun(CopyTask task, CopyConfig config, Throttle throttle, Records records) {
    this.task = task;
    this.config = config;
    this.throttle = throttle;
    this.records = records;
    this.saver =
        new CheckpointSaver(
            records.checkpoints(),
            config.checkpointEvery(),
            Math.max(1, config.unsavedBound() / SAVES_PER_PAGE),
            throttle::stop);
  }

  /**
   * Copies a range from its checkpoint on, until it is done or the job is stopped; its last
   * checkpoint is saved then.
   *
   * @throws dev.banyan.jobs.JobException if it cannot go on
   */
  public void copy(RangeCheckpoint range) throws InterruptedException {
    saver.open(range);
    try (DocumentSource.Documents documents = task.source().open(range.range(), range.after())) {
      new DocumentCopy(
              documents,
              task.mapping().encoder(),
              SourceVersion.parse(records.job().floor()),
              task.destination().open(range.number(), range.counts().documents(), throttle),
              this,
              config.unsavedBound(),
              range)
          .run();
    } finally {
      saver.release(range.number());
    }
  }

  @Override
  public boolean isStopped() {
    return throttle.isStopped();
  }

  /** By the job's beginning and the {@code _id}: set aside twice, it is one dead letter. */
  @Override
  public void deadLetter(RawBsonDocument document, String cause) {
    ByteBuffer bytes = document.getByteBuffer().asNIO();
    byte[] payload = new byte[bytes.remaining()];
    bytes.get(payload);
    String position = document.containsKey("_id") ? DocumentId.of(document).text() : "(no _id)";
    records
        .deadLetters()
        .put(
            new DeadLetter(
                task.mapping().ownedBy().isBlank()
                    ? task.mapping().collection()
                    : task.mapping().ownedBy(),
                records.job().startedAt(),
                task.mapping().collection() + "/" + position,
                cause,
                payload,
                null));
  }

  @Override
  public void settled(RangeCheckpoint checkpoint, Counts more) {
    settled.addAndGet(more.documents());
    saver.give(checkpoint);
  }

  @Override
  public void save(RangeCheckpoint checkpoint) {
    saver.finish(checkpoint);
  }

  @Override
  public long saved(int range) {
    return saver.saved(range);
  }

  @Override
  public void awaitSaved(int range) throws InterruptedException {
    saver.awaitSaved(range);
  }

  /** How far the job is. */
  public BackfillProgress progress() {
    long now = settled.get();
    double perSecond = now / Math.max(1e-3, (System.nanoTime() - startedAt) / 1e9);
    long left = Math.max(0, records.job().documents() - records.before().documents() - now);
    Optional<Duration> remaining =
        now == 0
            ? Optional.empty()
            : Optional.of(Duration.ofMillis((long) (1_000 * left / perSecond)));
    return new BackfillProgress(
        task.job(),
        records.before().documents() + now,
        records.job().documents(),
        perSecond,
        throttle.reason(),
        remaining);
  }

  @Override
  public void close() {
    saver.close();
  }
}
