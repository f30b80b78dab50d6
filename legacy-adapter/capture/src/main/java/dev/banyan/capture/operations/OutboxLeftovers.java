package dev.banyan.capture.operations;

import com.mongodb.client.MongoDatabase;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.ChangeDocuments;
import dev.banyan.capture.DeadLetters;
import dev.banyan.capture.OutboxEntries;
import dev.banyan.capture.mapping.MappingOutcome;
import dev.banyan.capture.mapping.MappingOutcome.Mapped;
import dev.banyan.capture.mapping.MappingOutcome.Unmappable;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.capture.outbox.OutboxMapper;
import dev.banyan.events.SourceVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * The entries of an outbox whose events nobody has acknowledged: they are all still there, whatever
 * happened to the stream.
 */
final class OutboxLeftovers {

  private static final int BATCH = 1_000;

  private final MongoDatabase database;
  private final OutboxEntries entries;
  private final DeadLetters deadLetters;
  private final OutboxMapper mapper = new OutboxMapper();

  OutboxLeftovers(MongoDatabase database, CaptureConfig config) {
    this.database = database;
    this.entries = new OutboxEntries(database, config.outbox());
    this.deadLetters = new DeadLetters(database);
  }

  /**
   * Publishes them, in the order in which the server stored them.
   *
   * @param position a time that is higher than every earlier one's, for each batch
   */
  long publish(SnapshotSink out, Supplier<SourceVersion> position) {
    long published = 0;
    for (List<BsonDocument> batch = batch(); !batch.isEmpty(); batch = batch()) {
      SourceVersion time = position.get();
      List<BsonValue> ids = new ArrayList<>();
      for (BsonDocument entry : batch) {
        out.pace();
        publish(entry, new SourceVersion(time.seconds(), time.increment(), ids.size()), out);
        ids.add(entry.get("_id"));
      }
      out.flush();
      entries.done(ids);
      published += ids.size();
    }
    return published;
  }

  private List<BsonDocument> batch() {
    return database
        .getCollection(MongoOutbox.COLLECTION, BsonDocument.class)
        .find(OutboxEntries.unsent())
        .sort(new BsonDocument("$natural", new BsonInt32(1)))
        .limit(BATCH)
        .into(new ArrayList<>());
  }

  private void publish(BsonDocument entry, SourceVersion version, SnapshotSink out) {
    BsonDocument insert =
        new BsonDocument("_id", new BsonDocument("leftover", entry.get("_id")))
            .append("operationType", new BsonString("insert"))
            .append("documentKey", new BsonDocument("_id", entry.get("_id")))
            .append("fullDocument", entry);
    MappingOutcome outcome = mapper.map(ChangeDocuments.of(insert), "", version);
    Optional<String> refused =
        outcome instanceof Mapped mapped
            ? out.publish(mapped.events().get(0))
            : Optional.of(outcome instanceof Unmappable wrong ? wrong.cause() : "no event");
    refused.ifPresent(
        cause ->
            deadLetters.add(
                ChangeDocuments.of(insert),
                "outbox-" + new BsonDocument("_id", entry.get("_id")).toJson(),
                version,
                mapper.capability(),
                cause));
  }
}
