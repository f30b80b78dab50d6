package dev.banyan.jobs.verify;

import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangeCursor;
import dev.banyan.jobs.range.RangePlan;
import dev.banyan.jobs.range.RangePlanner;
import dev.banyan.jobs.range.RangeReader;
import java.util.Collection;
import java.util.Set;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Collections of MongoDB. */
record LiveSource(MongoDatabase mongo) implements VerificationSource {

  private static final int READ_BATCH = 1_000;

  @Override
  public SourceDocuments documents(String collection) {
    return new OfCollection(
        new RangeReader(mongo, collection, READ_BATCH), new DocumentReads(mongo, collection));
  }

  @Override
  public long estimate(String collection) {
    return mongo.getCollection(collection).estimatedDocumentCount();
  }

  @Override
  public BsonTimestamp now(String collection) {
    return ChangePosition.clusterTime(mongo, collection);
  }

  @Override
  public ChangeFeed changes(Set<String> collections, @Nullable BsonTimestamp from) {
    return new ChangedDocuments(mongo, collections, from);
  }

  @Override
  public @Nullable SourceVersion asOf() {
    return null;
  }

  private record OfCollection(RangeReader reader, DocumentReads documents)
      implements SourceDocuments {

    @Override
    public RangePlan plan(int size) {
      return new RangePlanner(size).plan(reader.collection());
    }

    @Override
    public Cursor open(IdRange range) {
      RangeCursor cursor = reader.open(range, null);
      return new Cursor() {
        @Override
        public @Nullable RawBsonDocument next() {
          return cursor.next();
        }

        @Override
        public void close() {
          cursor.close();
        }
      };
    }

    @Override
    public Cursor find(Collection<DocumentId> ids) {
      MongoCursor<RawBsonDocument> cursor = documents.cursor(ids);
      return new Cursor() {
        @Override
        public @Nullable RawBsonDocument next() {
          return cursor.hasNext() ? cursor.next() : null;
        }

        @Override
        public void close() {
          cursor.close();
        }
      };
    }

    @Override
    public int most() {
      return READ_BATCH;
    }

    @Override
    public boolean canChange() {
      return true;
    }
  }
}
