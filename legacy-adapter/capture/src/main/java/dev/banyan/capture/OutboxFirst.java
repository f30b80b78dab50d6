package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.capture.outbox.MongoOutbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Queue;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in the outbox where a stream begins at a time: entries from before the first relay.
 * They come first, at the time at which the stream begins. Not thread-safe.
 */
final class OutboxFirst implements ChangeSource {

  private static final Logger LOG = LoggerFactory.getLogger(OutboxFirst.class);

  /** Fewer than what versions can tell apart at one time. */
  private static final int MOST = 90_000;

  private final Queue<ChangeStreamDocument<BsonDocument>> entries = new ArrayDeque<>();
  private final ChangeSource stream;

  private OutboxFirst(ChangeSource stream) {
    this.stream = stream;
  }

  static ChangeSource before(ChangeSource stream, MongoDatabase database, Checkpoint from) {
    OutboxFirst first = new OutboxFirst(stream);
    for (BsonDocument entry :
        database
            .getCollection(MongoOutbox.COLLECTION, BsonDocument.class)
            .find(Filters.exists(OutboxEntries.SENT, false))
            .sort(new BsonDocument("$natural", new BsonInt32(1)))
            .limit(MOST)
            .into(new ArrayList<>())) {
      first.entries.add(insert(entry, database.getName(), from));
    }
    if (first.entries.size() == MOST) {
      LOG.warn("the outbox holds more than {} entries; start the relay anew for the rest", MOST);
    }
    return first;
  }

  private static ChangeStreamDocument<BsonDocument> insert(
      BsonDocument entry, String database, Checkpoint from) {
    BsonDocument namespace =
        new BsonDocument("db", new BsonString(database))
            .append("coll", new BsonString(MongoOutbox.COLLECTION));
    return ChangeDocuments.of(
        new BsonDocument("_id", new BsonDocument("entry", entry.get("_id")))
            .append("operationType", new BsonString("insert"))
            .append("ns", namespace)
            .append("fullDocument", entry)
            .append("documentKey", new BsonDocument("_id", entry.get("_id")))
            .append("clusterTime", from.clusterTime()));
  }

  @Override
  public Optional<ChangeStreamDocument<BsonDocument>> next() {
    ChangeStreamDocument<BsonDocument> entry = entries.poll();
    return entry == null ? stream.next() : Optional.of(entry);
  }

  @Override
  public void close() {
    stream.close();
  }
}
