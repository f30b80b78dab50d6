package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.events.SourceVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;

/**
 * What stands in the outbox from before a stream that begins at a time: the entries that {@link
 * OlderEntries} has given their versions. They come first. Not thread-safe.
 */
final class OutboxFirst implements ChangeSource {

  private final Queue<ChangeStreamDocument<BsonDocument>> entries = new ArrayDeque<>();
  private final ChangeSource stream;

  private OutboxFirst(ChangeSource stream) {
    this.stream = stream;
  }

  static ChangeSource before(ChangeSource stream, MongoDatabase database) {
    OutboxFirst first = new OutboxFirst(stream);
    List<BsonDocument> older =
        database
            .getCollection(MongoOutbox.COLLECTION, BsonDocument.class)
            .find(Filters.and(Filters.exists(OutboxEntries.VERSION), OutboxEntries.unsent()))
            .into(new ArrayList<>());
    older.sort(Comparator.comparing(entry -> entry.getString(OutboxEntries.VERSION).getValue()));
    older.forEach(entry -> first.entries.add(insert(entry, database.getName())));
    return first;
  }

  private static ChangeStreamDocument<BsonDocument> insert(BsonDocument entry, String database) {
    BsonDocument namespace =
        new BsonDocument("db", new BsonString(database))
            .append("coll", new BsonString(MongoOutbox.COLLECTION));
    BsonString held = entry.getString(OutboxEntries.VERSION);
    SourceVersion version = SourceVersion.parse(held.getValue());
    return ChangeDocuments.of(
        new BsonDocument("_id", new BsonDocument("held", held))
            .append("operationType", new BsonString("insert"))
            .append("ns", namespace)
            .append("fullDocument", entry)
            .append("documentKey", new BsonDocument("_id", entry.get("_id")))
            .append(
                "clusterTime", new BsonTimestamp(version.seconds() << 32 | version.increment())));
  }

  /** The version of an entry that did not come by the stream; empty for a change that did. */
  static Optional<SourceVersion> heldVersion(ChangeStreamDocument<BsonDocument> change) {
    return Optional.ofNullable(change.getResumeToken().get("held"))
        .map(held -> SourceVersion.parse(held.asString().getValue()));
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
