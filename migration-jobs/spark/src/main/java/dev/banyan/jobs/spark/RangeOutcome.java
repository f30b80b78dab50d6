package dev.banyan.jobs.spark;

import java.io.Serializable;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * What became of a range, counted by the attempt that finished it.
 *
 * @param number of the range in its job, from 0
 * @param documents read
 * @param skipped documents that the mapping's filters or a deletion by the owner leave out
 * @param written items that are new
 * @param alreadyNewer items for which the table had an item or a tombstone, also one that an
 *     earlier attempt at this range has written
 * @param deadLetters set aside
 * @param parts files with its items, relative to the target's directory
 */
record RangeOutcome(
    int number,
    long documents,
    long skipped,
    long written,
    long alreadyNewer,
    long deadLetters,
    List<String> parts)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  RangeOutcome {
    parts = List.copyOf(parts);
  }

  String json() {
    List<BsonString> names = parts.stream().map(BsonString::new).toList();
    return new BsonDocument("number", new BsonInt32(number))
        .append("documents", new BsonInt64(documents))
        .append("skipped", new BsonInt64(skipped))
        .append("written", new BsonInt64(written))
        .append("alreadyNewer", new BsonInt64(alreadyNewer))
        .append("deadLetters", new BsonInt64(deadLetters))
        .append("parts", new BsonArray(names))
        .toJson();
  }

  static RangeOutcome parse(String text) {
    BsonDocument json = BsonDocument.parse(text);
    return new RangeOutcome(
        json.getInt32("number").getValue(),
        count(json, "documents"),
        count(json, "skipped"),
        count(json, "written"),
        count(json, "alreadyNewer"),
        count(json, "deadLetters"),
        json.getArray("parts").stream().map(part -> part.asString().getValue()).toList());
  }

  private static long count(BsonDocument json, String name) {
    BsonValue value = json.getNumber(name);
    return value.asNumber().longValue();
  }
}
