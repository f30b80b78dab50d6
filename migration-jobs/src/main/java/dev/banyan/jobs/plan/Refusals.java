package dev.banyan.jobs.plan;

import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/**
 * Documents that would be dead letters, by kind: what differs only in numbers is one. The first of
 * a kind is quoted, with its {@code _id}, so that it can be looked at.
 */
final class Refusals {

  private static final int MOST_KINDS = 50;
  private static final int LONGEST_ID = 100;
  private static final String OTHERS = "others";

  private final Map<String, String> first = new LinkedHashMap<>();
  private final Map<String, Long> counts = new TreeMap<>();

  void add(RawBsonDocument document, Unmappable why) {
    String kind = why.toString().replaceAll("[0-9]+", "#");
    if (!first.containsKey(kind) && first.size() < MOST_KINDS) {
      first.put(kind, why + place(document));
    }
    counts.merge(first.getOrDefault(kind, OTHERS), 1L, Long::sum);
  }

  Map<String, Long> counts() {
    return counts;
  }

  /** Nothing where the document is so broken that its {@code _id} cannot be read. */
  private static String place(RawBsonDocument document) {
    try {
      BsonDocument id = new BsonDocument();
      if (document.containsKey("_id")) {
        id.append("_id", document.get("_id"));
      }
      return id.isEmpty() ? "" : "; first in " + Shown.cut(id.toJson(), LONGEST_ID);
    } catch (RuntimeException e) {
      return "";
    }
  }
}
