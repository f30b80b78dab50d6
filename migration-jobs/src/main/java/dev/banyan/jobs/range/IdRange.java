package dev.banyan.jobs.range;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A range of {@code _id}s inside one type bracket, because MongoDB's query operators do not compare
 * across brackets.
 *
 * @param from the first {@code _id}
 * @param to the first {@code _id} after the range; null for the rest of {@code from}'s bracket; the
 *     same as {@code from} for that one {@code _id}
 */
public record IdRange(BsonValue from, @Nullable BsonValue to) {

  /** The filter for what is in the range and sorts after an {@code _id}, or all of it. */
  public BsonDocument filter(@Nullable BsonValue after) {
    if (isSingle()) {
      return new BsonDocument("_id", new BsonDocument("$eq", from));
    }
    BsonDocument bounds = new BsonDocument();
    bounds.append(after == null ? "$gte" : "$gt", after == null ? from : after);
    if (to != null) {
      bounds.append("$lt", to);
    }
    return new BsonDocument("_id", bounds);
  }

  /** Whether the range is one {@code _id}. */
  boolean isSingle() {
    return to != null && DocumentId.ofValue(from).equals(DocumentId.ofValue(to));
  }
}
