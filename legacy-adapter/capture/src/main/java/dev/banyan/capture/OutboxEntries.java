package dev.banyan.capture;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import dev.banyan.capture.outbox.MongoOutbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/** What becomes of the outbox's entries when their events are acknowledged. Thread-safe. */
public final class OutboxEntries {

  /** When an entry's event was acknowledged, where entries are kept for a while. */
  public static final String SENT = "sentAt";

  /** An entry's version, where it is not the stream that gives it. */
  static final String VERSION = "v";

  private static final int INDEX_CONFLICT = 85;

  private final MongoDatabase database;
  private final MongoCollection<BsonDocument> entries;
  private final OutboxConfig config;

  /** The entries of a database. */
  public OutboxEntries(MongoDatabase database, OutboxConfig config) {
    this.database = database;
    this.entries = database.getCollection(MongoOutbox.COLLECTION, BsonDocument.class);
    this.config = config;
  }

  /** Matches entries whose events nobody has acknowledged. */
  public static Bson unsent() {
    return Filters.exists(SENT, false);
  }

  /** Makes the collection, and its expiry where entries are kept. */
  void prepare() {
    if (!config.enabled()) {
      return;
    }
    if (!database.listCollectionNames().into(new ArrayList<>()).contains(MongoOutbox.COLLECTION)) {
      database.createCollection(MongoOutbox.COLLECTION);
    }
    if (!config.keep().isZero()) {
      expireAfter(config.keep().toSeconds());
    }
  }

  private void expireAfter(long seconds) {
    try {
      entries.createIndex(
          Indexes.ascending(SENT), new IndexOptions().expireAfter(seconds, TimeUnit.SECONDS));
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != INDEX_CONFLICT) {
        throw e;
      }
      entries.dropIndex(Indexes.ascending(SENT)); // kept for another time so far
      entries.createIndex(
          Indexes.ascending(SENT), new IndexOptions().expireAfter(seconds, TimeUnit.SECONDS));
    }
  }

  /** Deletes entries, or lets them expire. */
  public void done(List<BsonValue> ids) {
    if (config.keep().isZero()) {
      entries.deleteMany(Filters.in("_id", ids));
    } else {
      entries.updateMany(
          Filters.in("_id", ids),
          Updates.set(SENT, new BsonDateTime(Instant.now().toEpochMilli())));
    }
  }
}
