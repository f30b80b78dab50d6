package dev.banyan.jobs.range;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range in the order of {@code _id}, as raw BSON, through one cursor.
 *
 * <p>From the primary with read concern {@code majority}: what a failover may roll back never
 * becomes an event, so it must not become an item either. Thread-safe; the cursors are not.
 */
public final class RangeReader {

  private static final BsonDocument BY_ID = new BsonDocument("_id", new BsonInt32(1));

  private final MongoCollection<RawBsonDocument> collection;
  private final int batchSize;

  /**
   * @param batchSize documents per answer of the server
   */
  public RangeReader(MongoDatabase database, String collection, int batchSize) {
    this.collection =
        database
            .getCollection(collection, RawBsonDocument.class)
            .withReadPreference(ReadPreference.primary())
            .withReadConcern(ReadConcern.MAJORITY);
    this.batchSize = batchSize;
  }

  /** The collection that is read, for planning. */
  public MongoCollection<RawBsonDocument> collection() {
    return collection;
  }

  /**
   * Opens a cursor on what of the range sorts after an {@code _id}, or on all of it.
   *
   * <p>The cursor goes on by itself after a failover or when the server has dropped it, which it
   * does to one that a throttled job has not asked for ten minutes.
   */
  public RangeCursor open(IdRange range, @Nullable BsonValue after) {
    return new RangeCursor(this, range, after);
  }

  MongoCursor<RawBsonDocument> cursor(IdRange range, @Nullable BsonValue after) {
    return collection.find(range.filter(after)).sort(BY_ID).batchSize(batchSize).iterator();
  }
}
