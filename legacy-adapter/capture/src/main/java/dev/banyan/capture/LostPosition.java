package dev.banyan.capture;

import dev.banyan.events.SourceVersion;
import java.time.Instant;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Why a relay stopped for good. It is kept beside the checkpoint, so that every relay knows, and
 * goes when the affected collections have been copied anew.
 *
 * @param reason what happened and what to do
 * @param collections that are affected
 * @param since when it was found
 * @param behind where the stream goes on for the other collections; null if it does not
 */
public record LostPosition(
    String reason, List<String> collections, Instant since, @Nullable SourceVersion behind) {

  private static final String REASON = "reason";
  private static final String COLLECTIONS = "collections";
  private static final String SINCE = "since";

  public LostPosition {
    collections = List.copyOf(collections);
  }

  static BsonDocument toBson(
      String reason, List<String> collections, Instant since, @Nullable Checkpoint behind) {
    BsonDocument bson =
        new BsonDocument(REASON, new BsonString(reason))
            .append(COLLECTIONS, new BsonArray(collections.stream().map(BsonString::new).toList()))
            .append(SINCE, new BsonDateTime(since.toEpochMilli()));
    return behind == null ? bson : bson.append(RelayLease.BEHIND, behind.toBson(0));
  }

  static LostPosition fromBson(BsonDocument bson) {
    return new LostPosition(
        bson.getString(REASON).getValue(),
        bson.getArray(COLLECTIONS).stream().map(name -> name.asString().getValue()).toList(),
        Instant.ofEpochMilli(bson.getDateTime(SINCE).getValue()),
        bson.isDocument(RelayLease.BEHIND)
            ? Checkpoint.fromBson(bson.getDocument(RelayLease.BEHIND)).position()
            : null);
  }
}
