package dev.banyan.jobs.spark;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.range.IdRange;
import java.util.List;
import java.util.Objects;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * What a job was begun with; the same through all its resumptions.
 *
 * @param fingerprint of the mapping, which must not change under a job
 * @param source database and collection
 * @param target see {@link BackfillRequest.Target#describe()}
 * @param floor version of items whose documents have none of their own
 * @param documents how many there were
 * @param ranges all of them, ascending
 */
record JobPlan(
    String fingerprint,
    String source,
    String target,
    SourceVersion floor,
    long documents,
    List<IdRange> ranges) {

  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  JobPlan {
    ranges = List.copyOf(ranges);
  }

  String json() {
    return new BsonDocument("fingerprint", new BsonString(fingerprint))
        .append("source", new BsonString(source))
        .append("target", new BsonString(target))
        .append("floor", new BsonString(floor.toString()))
        .append("documents", new BsonInt64(documents))
        .append("ranges", new BsonArray(ranges.stream().map(JobPlan::written).toList()))
        .toJson(CANONICAL);
  }

  static JobPlan parse(String text) {
    BsonDocument json = BsonDocument.parse(text);
    return new JobPlan(
        json.getString("fingerprint").getValue(),
        json.getString("source").getValue(),
        json.getString("target").getValue(),
        SourceVersion.parse(json.getString("floor").getValue()),
        json.getInt64("documents").getValue(),
        json.getArray("ranges").stream().map(range -> range(range.asDocument())).toList());
  }

  /** A range as text that keeps the type of {@code _id}, for a task. */
  static String text(IdRange range) {
    return written(range).toJson(CANONICAL);
  }

  static IdRange range(String text) {
    return range(BsonDocument.parse(text));
  }

  /** An open end is a missing {@code to}: null is an {@code _id} too. */
  private static BsonDocument written(IdRange range) {
    BsonDocument json = new BsonDocument("from", range.from());
    BsonValue to = range.to();
    return to == null ? json : json.append("to", to);
  }

  private static IdRange range(BsonDocument json) {
    return new IdRange(Objects.requireNonNull(json.get("from"), "from"), json.get("to"));
  }
}
