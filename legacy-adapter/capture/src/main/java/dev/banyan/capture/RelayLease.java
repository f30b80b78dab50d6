package dev.banyan.capture;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The document that keeps one relay active, in the monolith's database.
 *
 * <ol>
 *   <li>Whoever finds the lease expired takes it, and with it the next epoch.
 *   <li>The holder renews it, and stops publishing when it could not for as long as a lease holds.
 *   <li>Lease and checkpoint are one document, and every write of either has the epoch as its
 *       condition: a holder that was paused past its expiry can neither renew nor move the
 *       checkpoint.
 * </ol>
 *
 * The expiry compares the clocks of two hosts. If they disagree, two relays may publish for a
 * moment, which repeats events; the epoch keeps the checkpoint right all the same. Thread-safe.
 */
final class RelayLease {

  /** The collection of leases and checkpoints. */
  static final String COLLECTION = "banyan_relay";

  private static final String RELAY = "relay";
  private static final String OWNER = "owner";
  private static final String EPOCH = "epoch";
  private static final String EXPIRES = "expiresAt";
  private static final String CHECKPOINT = "checkpoint";
  private static final BsonDateTime LONG_AGO = new BsonDateTime(0);

  private final MongoCollection<BsonDocument> leases;
  private final String owner;
  private final Duration duration;
  private final InstantSource clock;

  RelayLease(MongoDatabase database, String owner, Duration duration, InstantSource clock) {
    this.leases =
        database
            .getCollection(COLLECTION, BsonDocument.class)
            .withWriteConcern(WriteConcern.MAJORITY);
    this.owner = owner;
    this.duration = duration;
    this.clock = clock;
  }

  /**
   * A lease that was taken.
   *
   * @param epoch higher than every earlier lease's
   * @param checkpoint where the last holder got to; null at the very first start
   */
  record Held(long epoch, @Nullable Checkpoint checkpoint) {}

  /** Takes the lease, if nobody holds it. */
  Optional<Held> acquire() {
    ensureExists();
    Instant now = clock.instant();
    BsonDocument taken =
        leases.findOneAndUpdate(
            Filters.and(
                Filters.eq("_id", RELAY),
                Filters.or(
                    Filters.lte(EXPIRES, new BsonDateTime(now.toEpochMilli())),
                    Filters.eq(OWNER, owner))),
            Updates.combine(
                Updates.set(OWNER, owner), Updates.set(EXPIRES, expiry()), Updates.inc(EPOCH, 1L)),
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
    return Optional.ofNullable(taken).map(RelayLease::held);
  }

  private static Held held(BsonDocument lease) {
    Checkpoint checkpoint =
        lease.isDocument(CHECKPOINT) ? Checkpoint.fromBson(lease.getDocument(CHECKPOINT)) : null;
    return new Held(lease.getNumber(EPOCH).longValue(), checkpoint);
  }

  private void ensureExists() {
    try {
      if (leases.find(Filters.eq("_id", RELAY)).first() == null) {
        leases.insertOne(
            new BsonDocument("_id", new BsonString(RELAY))
                .append(OWNER, new BsonString(""))
                .append(EPOCH, new BsonInt64(0))
                .append(EXPIRES, LONG_AGO));
      }
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw e;
      } // another relay made it
    }
  }

  private BsonDateTime expiry() {
    return new BsonDateTime(clock.instant().plus(duration).toEpochMilli());
  }

  /** Holds the lease for longer; false if another relay has it. */
  boolean renew(long epoch) {
    return update(epoch, Updates.set(EXPIRES, expiry()));
  }

  /** Moves the checkpoint; false, and nothing changed, if another relay has the lease. */
  boolean save(long epoch, Checkpoint checkpoint) {
    return update(epoch, Updates.set(CHECKPOINT, checkpoint.toBson(epoch)));
  }

  /** Gives the lease back, so that the next relay need not wait for its expiry. */
  void release(long epoch) {
    update(epoch, Updates.set(EXPIRES, LONG_AGO));
  }

  private boolean update(long epoch, Bson change) {
    Bson mine = Filters.and(Filters.eq("_id", RELAY), Filters.eq(EPOCH, epoch));
    return leases.updateOne(mine, change).getMatchedCount() == 1;
  }

  /**
   * Forgets the position, so that the next start begins at its own time. What lies between stays
   * unpublished: the affected ranges have to be copied anew. Keeps the old position and the reason
   * in the document.
   */
  static void forgetPosition(MongoDatabase database, String reason, Instant now) {
    MongoCollection<BsonDocument> leases = database.getCollection(COLLECTION, BsonDocument.class);
    BsonDocument lease = leases.find(Filters.eq("_id", RELAY)).first();
    if (lease == null || !lease.isDocument(CHECKPOINT)) {
      return;
    }
    BsonDocument gap =
        new BsonDocument("from", lease.getDocument(CHECKPOINT).get("position"))
            .append("forgottenAt", new BsonDateTime(now.toEpochMilli()))
            .append("reason", new BsonString(reason));
    leases.updateOne(
        Filters.eq("_id", RELAY),
        Updates.combine(Updates.unset(CHECKPOINT), Updates.push("gaps", gap)));
  }
}
