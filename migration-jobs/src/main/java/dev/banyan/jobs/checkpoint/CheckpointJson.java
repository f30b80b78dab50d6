package dev.banyan.jobs.checkpoint;

import dev.banyan.jobs.range.IdRange;
import java.time.Instant;
import java.util.Objects;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/** The records as one line of canonical extended JSON, which keeps every type of {@code _id}. */
public final class CheckpointJson {

  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private CheckpointJson() {}

  /** A line. */
  public static String write(JobRecord job) {
    BsonDocument json =
        new BsonDocument("job", new BsonString(job.job()))
            .append("fingerprint", new BsonString(job.fingerprint()))
            .append("floor", new BsonString(job.floor()))
            .append("startedAt", new BsonString(job.startedAt().toString()))
            .append("documents", new BsonInt64(job.documents()));
    Instant finishedAt = job.finishedAt();
    putIfPresent(
        json, "finishedAt", finishedAt == null ? null : new BsonString(finishedAt.toString()));
    return json.toJson(CANONICAL);
  }

  /**
   * Reads a line.
   *
   * @throws RuntimeException of the BSON library, if it is none
   */
  public static JobRecord readJob(String text) {
    BsonDocument json = BsonDocument.parse(text);
    return new JobRecord(
        json.getString("job").getValue(),
        json.getString("fingerprint").getValue(),
        json.getString("floor").getValue(),
        Instant.parse(json.getString("startedAt").getValue()),
        json.getInt64("documents").getValue(),
        json.containsKey("finishedAt")
            ? Instant.parse(json.getString("finishedAt").getValue())
            : null);
  }

  /** A line. */
  public static String write(RangeCheckpoint checkpoint) {
    Counts counts = checkpoint.counts();
    BsonDocument json =
        new BsonDocument("number", new BsonInt32(checkpoint.number()))
            .append("from", checkpoint.range().from());
    putIfPresent(json, "to", checkpoint.range().to());
    putIfPresent(json, "after", checkpoint.after());
    json.append("documents", new BsonInt64(counts.documents()))
        .append("written", new BsonInt64(counts.written()))
        .append("alreadyNewer", new BsonInt64(counts.alreadyNewer()))
        .append("deadLetters", new BsonInt64(counts.deadLetters()))
        .append("filtered", new BsonInt64(counts.filtered()))
        .append("finished", BsonBoolean.valueOf(checkpoint.finished()));
    return json.toJson(CANONICAL);
  }

  /**
   * Reads a line.
   *
   * @throws RuntimeException of the BSON library, if it is none
   */
  public static RangeCheckpoint readRange(String text) {
    BsonDocument json = BsonDocument.parse(text);
    return new RangeCheckpoint(
        json.getInt32("number").getValue(),
        new IdRange(Objects.requireNonNull(json.get("from"), "from"), json.get("to")),
        json.get("after"),
        new Counts(
            json.getInt64("documents").getValue(),
            json.getInt64("written").getValue(),
            json.getInt64("alreadyNewer").getValue(),
            json.getInt64("deadLetters").getValue(),
            json.getInt64("filtered").getValue()),
        json.getBoolean("finished").getValue());
  }

  private static void putIfPresent(BsonDocument json, String name, @Nullable BsonValue value) {
    if (value != null) {
      json.append(name, value);
    }
  }
}
