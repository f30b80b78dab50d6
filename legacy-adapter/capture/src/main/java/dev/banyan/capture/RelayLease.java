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
import java.util.function.LongSupplier;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
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
 * The expiry compares the clocks of two hosts. If a clock is ahead, two relays may publish for a
 * moment, which repeats events; the epoch keeps the checkpoint right all the same. If one is behind
 * or jumps back, the lease seems to hold for longer: so a lease that nobody has renewed for its
 * duration, as this relay itself has seen, counts as expired too. Thread-safe.
 */
final class RelayLease {

  /** The collection of leases and checkpoints. */
  static final String COLLECTION = "banyan_relay";

  static final String RELAY = "relay";
  private static final String OWNER = "owner";
  static final String EPOCH = "epoch";
  static final String EXPIRES = "expiresAt";
  static final String CHECKPOINT = "checkpoint";
  static final String LOST = "lost";
  static final String LAG = "lagMillis";
  static final String SAVED = "savedAt";

  /** Where the stream goes on behind what ended it for one collection. */
  static final String BEHIND = "behind";

  static final BsonDateTime LONG_AGO = new BsonDateTime(0);
  private static final Bson NOTHING = Filters.in(EPOCH);

  private final MongoCollection<BsonDocument> leases;
  private final String owner;
  private final Duration duration;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private @Nullable Seen seen;

  /** A lease as it was first seen. */
  private record Seen(long epoch, BsonValue expires, long at) {}

  RelayLease(MongoDatabase database, String owner, Duration duration, InstantSource clock) {
    this(database, owner, duration, clock, System::nanoTime);
  }

  RelayLease(
      MongoDatabase database,
      String owner,
      Duration duration,
      InstantSource clock,
      LongSupplier nanos) {
    this.leases =
        database
            .getCollection(COLLECTION, BsonDocument.class)
            .withWriteConcern(WriteConcern.MAJORITY);
    this.owner = owner;
    this.duration = duration;
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * A lease that was taken.
   *
   * @param epoch higher than every earlier lease's
   * @param checkpoint where the last holder got to; null at the very first start
   * @param lost why there is no going on from it; null if there is
   */
  record Held(long epoch, @Nullable Checkpoint checkpoint, @Nullable LostPosition lost) {
    Held(long epoch, @Nullable Checkpoint checkpoint) {
      this(epoch, checkpoint, null);
    }
  }

  /** Takes the lease, if nobody holds it. */
  Optional<Held> acquire() {
    BsonDocument present = ensureExists();
    Instant now = clock.instant();
    BsonDocument taken =
        leases.findOneAndUpdate(
            Filters.and(
                Filters.eq("_id", RELAY),
                Filters.or(
                    Filters.lte(EXPIRES, new BsonDateTime(now.toEpochMilli())),
                    Filters.eq(OWNER, owner),
                    abandoned(present))),
            Updates.combine(
                Updates.set(OWNER, owner), Updates.set(EXPIRES, expiry()), Updates.inc(EPOCH, 1L)),
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
    return Optional.ofNullable(taken).map(RelayLease::held);
  }

  /** Matches the lease if it has not been renewed for its duration while this relay watched. */
  private synchronized Bson abandoned(BsonDocument present) {
    long epoch = present.getNumber(EPOCH).longValue();
    BsonValue expires = present.getDateTime(EXPIRES);
    Seen before = seen;
    if (before == null || before.epoch() != epoch || !before.expires().equals(expires)) {
      seen = new Seen(epoch, expires, nanos.getAsLong());
      return NOTHING;
    }
    boolean silent = nanos.getAsLong() - before.at() >= duration.toNanos();
    return silent ? Filters.and(Filters.eq(EPOCH, epoch), Filters.eq(EXPIRES, expires)) : NOTHING;
  }

  static Held held(BsonDocument lease) {
    Checkpoint checkpoint =
        lease.isDocument(CHECKPOINT) ? Checkpoint.fromBson(lease.getDocument(CHECKPOINT)) : null;
    LostPosition lost =
        lease.isDocument(LOST) ? LostPosition.fromBson(lease.getDocument(LOST)) : null;
    return new Held(lease.getNumber(EPOCH).longValue(), checkpoint, lost);
  }

  private BsonDocument ensureExists() {
    BsonDocument present = leases.find(Filters.eq("_id", RELAY)).first();
    if (present != null) {
      return present;
    }
    BsonDocument free =
        new BsonDocument("_id", new BsonString(RELAY))
            .append(OWNER, new BsonString(""))
            .append(EPOCH, new BsonInt64(0))
            .append(EXPIRES, LONG_AGO);
    try {
      leases.insertOne(free);
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw e;
      } // another relay made it
    }
    return free;
  }

  private BsonDateTime expiry() {
    return new BsonDateTime(clock.instant().plus(duration).toEpochMilli());
  }

  /** Holds the lease for longer; false if another relay has it. */
  boolean renew(long epoch) {
    return update(epoch, Updates.set(EXPIRES, expiry()));
  }

  /** Moves the checkpoint to where nothing is behind. */
  boolean save(long epoch, Checkpoint checkpoint) {
    return save(epoch, checkpoint, Duration.ZERO);
  }

  /**
   * Moves the checkpoint; false, and nothing changed, if another relay has the lease.
   *
   * @param lag how far the relay is behind at this moment: a position tells seconds only
   */
  boolean save(long epoch, Checkpoint checkpoint, Duration lag) {
    return update(
        epoch,
        Updates.combine(
            Updates.set(CHECKPOINT, checkpoint.toBson(epoch)),
            Updates.set(LAG, lag.toMillis()),
            Updates.set(SAVED, new BsonDateTime(clock.instant().toEpochMilli()))));
  }

  /** Notes that there is no going on from the checkpoint; false if another relay has the lease. */
  boolean lose(long epoch, LostPosition lost, @Nullable Checkpoint behind) {
    return update(
        epoch,
        Updates.set(
            LOST, LostPosition.toBson(lost.reason(), lost.collections(), lost.since(), behind)));
  }

  /** Whether the position is lost still. */
  boolean isLost() {
    BsonDocument lease = leases.find(Filters.eq("_id", RELAY)).first();
    return lease != null && lease.isDocument(LOST);
  }

  /** Gives the lease back, so that the next relay need not wait for its expiry. */
  void release(long epoch) {
    update(epoch, Updates.set(EXPIRES, LONG_AGO));
  }

  private boolean update(long epoch, Bson change) {
    Bson mine = Filters.and(Filters.eq("_id", RELAY), Filters.eq(EPOCH, epoch));
    return leases.updateOne(mine, change).getMatchedCount() == 1;
  }
}
