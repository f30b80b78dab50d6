package dev.banyan.jobs.backfill;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.mapping.CollectionMapping;
import dev.banyan.jobs.mapping.Mapped;
import dev.banyan.jobs.mapping.Mapped.Gone;
import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.jobs.mapping.Mapped.Unmappable;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.InsertReport.AlreadyNewer;
import dev.banyan.stream.InsertReport.Failed;
import dev.banyan.stream.InsertReport.Inserted;
import dev.banyan.stream.InsertReport.RowOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bson.RawBsonDocument;

/**
 * Brings some documents into the table, or sets them aside. When it returns, each is durable on one
 * side or the other. Thread-safe.
 *
 * @param <T> a row's value
 */
final class BatchCopy<T> {

  private final String capability;
  private final JobRecord job;
  private final CollectionMapping<T> mapping;
  private final ItemWriter<T> writer;
  private final Consumer<DeadLetter> deadLetters;
  private final SourceVersion floor;

  BatchCopy(
      String capability,
      JobRecord job,
      CollectionMapping<T> mapping,
      ItemWriter<T> writer,
      Consumer<DeadLetter> deadLetters) {
    this.capability = capability;
    this.job = job;
    this.mapping = mapping;
    this.writer = writer;
    this.deadLetters = deadLetters;
    this.floor = SourceVersion.parse(job.floor());
  }

  /** What became of the documents. */
  Counts copy(List<RawBsonDocument> documents) {
    List<Row<T>> rows = new ArrayList<>();
    List<RawBsonDocument> rowDocuments = new ArrayList<>();
    Counts counts = Counts.NONE;
    for (RawBsonDocument document : documents) {
      Mapped<T> mapped = mapping.map(document, floor);
      if (mapped instanceof Row<T> row) {
        rows.add(row);
        rowDocuments.add(document);
      } else if (mapped instanceof Unmappable<T> unmappable) {
        counts = counts.plus(setAside(document, unmappable.cause()));
      } else if (mapped instanceof Gone<T>) {
        counts = counts.plus(Counts.of(0, 1, 0)); // its tombstone is newer
      }
    }
    List<RowOutcome> outcomes = writer.write(rows);
    for (int i = 0; i < outcomes.size(); i++) {
      counts = counts.plus(settled(rowDocuments.get(i), outcomes.get(i)));
    }
    return counts;
  }

  private Counts settled(RawBsonDocument document, RowOutcome outcome) {
    if (outcome instanceof Inserted) {
      return Counts.of(1, 0, 0);
    }
    if (outcome instanceof AlreadyNewer) {
      return Counts.of(0, 1, 0);
    }
    return setAside(document, outcome instanceof Failed failed ? failed.reason() : "" + outcome);
  }

  private Counts setAside(RawBsonDocument document, String cause) {
    deadLetters.accept(
        new DeadLetter(
            capability,
            job.startedAt(),
            mapping.collection() + "/" + DocumentId.text(DocumentId.of(document)),
            "backfill " + job.job() + ": " + cause,
            bytes(document),
            null));
    return Counts.of(0, 0, 1);
  }

  private static byte[] bytes(RawBsonDocument document) {
    byte[] bytes = new byte[document.getByteBuffer().remaining()];
    document.getByteBuffer().asNIO().get(bytes);
    return bytes;
  }
}
