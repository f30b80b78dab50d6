package dev.banyan.capture;

import dev.banyan.events.SourceVersion;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Where a relay goes on.
 *
 * @param token resume token of the last change that is done; null in the first checkpoint, which is
 *     a cluster time only
 * @param position the version of that change
 * @param stamped whether the entries that stood in the outbox before that time hold their versions;
 *     asked only where there is no token
 */
record Checkpoint(@Nullable BsonDocument token, SourceVersion position, boolean stamped) {

  private static final String TOKEN = "token";
  private static final String POSITION = "position";
  private static final String EPOCH = "epoch";
  private static final String STAMPED = "stamped";

  Checkpoint(@Nullable BsonDocument token, SourceVersion position) {
    this(token, position, false);
  }

  /** Behind a change; one that no stream gave has no token to go on from, only its time. */
  static Checkpoint behind(BsonDocument token, SourceVersion position) {
    return new Checkpoint(token.containsKey("_data") ? token : null, position);
  }

  BsonDocument toBson(long epoch) {
    return new BsonDocument(TOKEN, token == null ? BsonNull.VALUE : token)
        .append(POSITION, new BsonString(position.toString()))
        .append(STAMPED, BsonBoolean.valueOf(stamped))
        .append(EPOCH, new BsonInt64(epoch));
  }

  static Checkpoint fromBson(BsonDocument bson) {
    BsonValue token = bson.get(TOKEN);
    return new Checkpoint(
        token != null && token.isDocument() ? token.asDocument() : null,
        SourceVersion.parse(bson.getString(POSITION).getValue()),
        bson.getBoolean(STAMPED, BsonBoolean.FALSE).getValue());
  }

  /** The cluster time to start at when there is no token. */
  BsonTimestamp clusterTime() {
    return new BsonTimestamp(position.seconds() << 32 | position.increment());
  }
}
