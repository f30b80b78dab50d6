package dev.banyan.capture;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.events.SourceVersion;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Changes that could not be published, with their payload, cause and position. The same change
 * makes the same letter, so that a replay adds none. Thread-safe.
 */
public final class DeadLetters {

  /** The collection of dead letters. */
  public static final String COLLECTION = "banyan_dead_letters";

  private final MongoCollection<BsonDocument> letters;
  private final AtomicLong count = new AtomicLong();

  /** The letters of a database. */
  public DeadLetters(MongoDatabase database) {
    this.letters =
        database
            .getCollection(COLLECTION, BsonDocument.class)
            .withWriteConcern(WriteConcern.MAJORITY);
  }

  /** Counts what earlier runs left. */
  void recount() {
    count.set(letters.countDocuments());
  }

  long count() {
    return count.get();
  }

  /**
   * Sets a change of a capability aside.
   *
   * @param id of its event: the letter has the same
   */
  public void add(
      ChangeStreamDocument<BsonDocument> change,
      String id,
      SourceVersion position,
      String capability,
      String cause) {
    BsonDocument letter =
        new BsonDocument("capability", new BsonString(capability))
            .append("collection", new BsonString(collection(change)))
            .append("operation", new BsonString(change.getOperationTypeString()))
            .append("documentKey", orNull(change.getDocumentKey()))
            .append("cause", new BsonString(cause))
            .append("position", new BsonString(position.toString()))
            .append("at", new BsonDateTime(Instant.now().toEpochMilli()));
    try {
      write(id, letter.clone().append("payload", payload(change)));
    } catch (BsonMaximumSizeExceededException e) { // the document alone fills a letter
      write(id, letter.append("payload", BsonNull.VALUE));
    }
  }

  private void write(String id, BsonDocument letter) {
    boolean isNew =
        letters
                .updateOne(
                    Filters.eq("_id", id),
                    Updates.setOnInsert(letter),
                    new UpdateOptions().upsert(true))
                .getUpsertedId()
            != null;
    if (isNew) {
      count.incrementAndGet();
    }
  }

  private static String collection(ChangeStreamDocument<BsonDocument> change) {
    return change.getNamespace() == null ? "" : change.getNamespace().getCollectionName();
  }

  private static BsonDocument payload(ChangeStreamDocument<BsonDocument> change) {
    return new BsonDocument("fullDocument", orNull(change.getFullDocument()))
        .append("fullDocumentBeforeChange", orNull(change.getFullDocumentBeforeChange()));
  }

  private static BsonValue orNull(@Nullable BsonDocument document) {
    return document == null ? BsonNull.VALUE : document;
  }
}
