package dev.banyan.jobs.backfill.copy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.range.RangeThreads;
import dev.banyan.jobs.throttle.Throttle;
import dev.banyan.stream.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.RawBsonDocument;

/** One run over the ranges that are not finished. */
final class CopyRun implements DocumentCopy.Progress {

  private final CopyTask task;
  private final CopyStores stores;
  private final CopyConfig config;
  private final Throttle throttle;
  private final JobRecord record;
  private final Counts before;
  private final long startedAt = System.nanoTime();
  private final AtomicLong settled = new AtomicLong();
  private final ConcurrentHashMap<Integer, Long> savedAt = new ConcurrentHashMap<>();

  CopyRun(
      CopyTask task,
      CopyStores stores,
      CopyConfig config,
      Throttle throttle,
      JobRecord record,
      Counts before) {
    this.task = task;
    this.stores = stores;
    this.config = config;
    this.throttle = throttle;
    this.record = record;
    this.before = before;
  }

  void run(RangeThreads threads, BackfillProgress.Listener listener) {
    List<RangeThreads.Work> work = new ArrayList<>();
    for (RangeCheckpoint range : stores.checkpoints().ranges(record.job())) {
      if (!range.finished()) {
        work.add(() -> copy(range));
      }
    }
    threads.run(work, () -> listener.progressed(progress()));
    listener.progressed(progress());
  }

  private void copy(RangeCheckpoint range) throws InterruptedException {
    savedAt.put(range.number(), System.nanoTime());
    try (DocumentSource.Documents documents = task.source().open(range.range(), range.after())) {
      new DocumentCopy(
              documents,
              task.mapping().encoder(),
              SourceVersion.parse(record.floor()),
              task.destination().open(range.number(), range.counts().documents(), throttle),
              this,
              range)
          .run();
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
    String position =
        document.containsKey("_id") ? DocumentId.text(DocumentId.of(document)) : "(no _id)";
    stores
        .deadLetters()
        .accept(
            new DeadLetter(
                task.mapping().ownedBy().isBlank()
                    ? task.mapping().collection()
                    : task.mapping().ownedBy(),
                record.startedAt(),
                task.mapping().collection() + "/" + position,
                cause,
                payload,
                null));
  }

  @Override
  public boolean settled(int range, Counts more) {
    settled.addAndGet(more.documents());
    long last = savedAt.getOrDefault(range, 0L);
    return System.nanoTime() - last >= config.checkpointEvery().toNanos();
  }

  @Override
  public void save(RangeCheckpoint checkpoint) {
    stores.checkpoints().save(record.job(), checkpoint);
    savedAt.put(checkpoint.number(), System.nanoTime());
  }

  private BackfillProgress progress() {
    long now = settled.get();
    double perSecond = now / Math.max(1e-3, (System.nanoTime() - startedAt) / 1e9);
    long left = Math.max(0, record.documents() - before.documents() - now);
    Optional<Duration> remaining =
        now == 0
            ? Optional.empty()
            : Optional.of(Duration.ofMillis((long) (1_000 * left / perSecond)));
    return new BackfillProgress(
        task.job(),
        before.documents() + now,
        record.documents(),
        perSecond,
        throttle.reason(),
        remaining);
  }
}
