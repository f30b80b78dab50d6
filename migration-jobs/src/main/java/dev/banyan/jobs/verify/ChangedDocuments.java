package dev.banyan.jobs.verify;

import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.range.DocumentId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * What changes in some collections from now on. MongoDB keeps it until it is asked for, so there is
 * no queue here; the driver resumes the stream after a failover. Not thread-safe.
 */
final class ChangedDocuments implements ChangeFeed {

  private final MongoDatabase database;
  private final String collection;
  private final MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream;

  /** A document. */
  record Id(String collection, DocumentId id) {}

  /**
   * What was drained.
   *
   * @param at last change of each document, in cluster time
   * @param all whether the stream had no more at the end
   */
  record Drained(Map<Id, BsonTimestamp> at, boolean all) {}

  /**
   * Opens the stream.
   *
   * @param from cluster time; null for now
   */
  ChangedDocuments(MongoDatabase database, Set<String> collections, @Nullable BsonTimestamp from) {
    this.database = database;
    this.collection = collections.iterator().next();
    BsonArray names =
        collections.stream().map(BsonString::new).collect(Collectors.toCollection(BsonArray::new));
    BsonDocument match =
        new BsonDocument("$match", new BsonDocument("ns.coll", new BsonDocument("$in", names)));
    ChangeStreamIterable<BsonDocument> changes =
        database.watch(List.of(match), BsonDocument.class).maxAwaitTime(100, TimeUnit.MILLISECONDS);
    this.stream = (from == null ? changes : changes.startAtOperationTime(from)).cursor();
  }

  /** Fails as well if the stream is lost. */
  @Override
  public Drained drain(BsonTimestamp until, int most) {
    Map<Id, BsonTimestamp> changed = new HashMap<>();
    while (changed.size() < most) {
      ChangeStreamDocument<BsonDocument> change = next();
      change = change == null ? next() : change; // the first may have spent its time on the way
      if (change == null) {
        return new Drained(changed, true);
      }
      BsonDocument key = change.getDocumentKey();
      if (key == null || change.getNamespace() == null) {
        throw new JobException(
            "a collection under verification was "
                + change.getOperationTypeString()
                + ": start the verification again");
      }
      BsonTimestamp time = change.getClusterTime();
      changed.put(
          new Id(change.getNamespace().getCollectionName(), DocumentId.of(key)),
          time == null ? new BsonTimestamp(0) : time);
      if (time != null && time.compareTo(until) > 0) {
        return new Drained(changed, true);
      }
    }
    return new Drained(changed, false);
  }

  @Override
  public BsonTimestamp position() {
    return ChangePosition.clusterTime(database, collection);
  }

  private @Nullable ChangeStreamDocument<BsonDocument> next() {
    try {
      return stream.tryNext();
    } catch (MongoException e) {
      throw new JobException(
          "the change stream is lost, changes may have been missed: start the verification again ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  @Override
  public void close() {
    stream.close();
  }
}
