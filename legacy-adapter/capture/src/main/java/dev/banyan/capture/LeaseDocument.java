package dev.banyan.capture;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.banyan.events.SourceVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** What operators read in the lease's document, and do to it while no relay runs on. */
final class LeaseDocument {

  private LeaseDocument() {}

  /** What is on record; empty before the very first start. */
  static Optional<RelayRecord> read(MongoDatabase database) {
    return Optional.ofNullable(
            database
                .getCollection(RelayLease.COLLECTION, BsonDocument.class)
                .find(Filters.eq("_id", RelayLease.RELAY))
                .first())
        .map(LeaseDocument::recordOf);
  }

  private static RelayRecord recordOf(BsonDocument lease) {
    RelayLease.Held held = RelayLease.held(lease);
    return new RelayRecord(
        held.epoch(),
        Instant.ofEpochMilli(lease.getDateTime(RelayLease.EXPIRES).getValue()),
        held.checkpoint() == null ? null : held.checkpoint().position(),
        held.lost(),
        lease.isNumber(RelayLease.LAG)
            ? Duration.ofMillis(lease.getNumber(RelayLease.LAG).longValue())
            : null,
        lease.isDateTime(RelayLease.SAVED)
            ? Instant.ofEpochMilli(lease.getDateTime(RelayLease.SAVED).getValue())
            : null);
  }

  /**
   * Lets relays go on behind a gap that has been closed: from the position noted before the copy,
   * or behind what ended the stream for some collections. Takes the lease away from whoever may
   * still have it.
   *
   * @return false if the position is not lost any more
   */
  static boolean goOn(MongoDatabase database, SourceVersion noted, Instant now) {
    MongoCollection<BsonDocument> leases =
        database
            .getCollection(RelayLease.COLLECTION, BsonDocument.class)
            .withWriteConcern(WriteConcern.MAJORITY);
    BsonDocument lease = leases.find(Filters.eq("_id", RelayLease.RELAY)).first();
    if (lease == null || !lease.isDocument(RelayLease.LOST)) {
      return false;
    }
    BsonDocument lost = lease.getDocument(RelayLease.LOST);
    long epoch = lease.getNumber(RelayLease.EPOCH).longValue() + 1;
    Checkpoint next =
        lost.isDocument(RelayLease.BEHIND)
            ? Checkpoint.fromBson(lost.getDocument(RelayLease.BEHIND))
            : new Checkpoint(null, noted);
    BsonDocument gap =
        new BsonDocument("to", new BsonString(noted.toString()))
            .append("copiedAt", new BsonDateTime(now.toEpochMilli()))
            .append("reason", lost.get("reason"));
    return leases
            .updateOne(
                Filters.and(
                    Filters.eq("_id", RelayLease.RELAY),
                    Filters.eq(RelayLease.EPOCH, epoch - 1),
                    Filters.exists(RelayLease.LOST)),
                Updates.combine(
                    Updates.set(RelayLease.CHECKPOINT, next.toBson(epoch)),
                    Updates.set(RelayLease.EPOCH, epoch),
                    Updates.set(RelayLease.EXPIRES, RelayLease.LONG_AGO),
                    Updates.unset(RelayLease.LOST),
                    Updates.push("gaps", gap)))
            .getModifiedCount()
        == 1;
  }

  /**
   * Forgets the position, so that the next start begins at its own time. What lies between stays
   * unpublished: the affected ranges have to be copied anew. Keeps the old position and the reason
   * in the document.
   */
  static void forgetPosition(MongoDatabase database, String reason, Instant now) {
    MongoCollection<BsonDocument> leases =
        database.getCollection(RelayLease.COLLECTION, BsonDocument.class);
    BsonDocument lease = leases.find(Filters.eq("_id", RelayLease.RELAY)).first();
    if (lease == null || !lease.isDocument(RelayLease.CHECKPOINT)) {
      return;
    }
    BsonDocument gap =
        new BsonDocument("from", lease.getDocument(RelayLease.CHECKPOINT).get("position"))
            .append("forgottenAt", new BsonDateTime(now.toEpochMilli()))
            .append("reason", new BsonString(reason));
    leases.updateOne(
        Filters.eq("_id", RelayLease.RELAY),
        Updates.combine(
            Updates.unset(RelayLease.CHECKPOINT),
            Updates.unset(RelayLease.LOST),
            Updates.push("gaps", gap)));
  }
}
