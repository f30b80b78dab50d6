package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.capture.mapping.ChangeMapper;
import dev.banyan.capture.mapping.MappingOutcome;
import dev.banyan.events.SourceVersion;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bson.BsonDocument;

/**
 * What a relay with this configuration would see from a time on, and what it would make of it:
 * versions and event ids are the same. Publishes nothing. Not thread-safe.
 */
public final class CommittedChanges implements AutoCloseable {

  private final ChangeSource source;
  private final ChangeClock clock;
  private final Map<String, ChangeMapper> mappers;

  /**
   * A change.
   *
   * @param collection where it happened
   * @param key of its document, as JSON
   * @param outcome what it maps to
   */
  public record Committed(
      String collection, String key, SourceVersion version, MappingOutcome outcome) {}

  /**
   * Opens the change stream at a time.
   *
   * @throws CaptureException if the history does not reach back so far
   */
  public CommittedChanges(MongoDatabase database, CaptureConfig config, SourceVersion from) {
    Checkpoint start = new Checkpoint(null, from);
    try {
      this.source =
          ChangeStreamCapture.open(
              new ChangeStreams(database, config, ServerFacts.of(database)),
              new CurrentDocument(database),
              config.captured(),
              start);
    } catch (PositionLostException e) {
      throw tooOld(from);
    }
    this.clock = new ChangeClock(start);
    this.mappers = config.mappers();
  }

  private static CaptureException tooOld(SourceVersion from) {
    return new CaptureException(
        "MongoDB's history of changes does not reach back to "
            + from.instant()
            + "; choose a later time");
  }

  /** The cluster time now. */
  public static SourceVersion now(MongoDatabase database) {
    return ChangeStreamCapture.now(database).position();
  }

  /** The next change of a mapped collection or marker; empty if there was none for a moment. */
  public Optional<Committed> next() {
    try {
      return source.next().map(this::committed);
    } catch (PositionLostException e) {
      throw new CaptureException(String.valueOf(e.getMessage()));
    }
  }

  private Committed committed(ChangeStreamDocument<BsonDocument> change) {
    SourceVersion version =
        clock.next(Objects.requireNonNull(change.getClusterTime(), "clusterTime"));
    String collection =
        change.getNamespace() == null ? "" : change.getNamespace().getCollectionName();
    ChangeMapper mapper = mappers.get(collection);
    MappingOutcome outcome =
        mapper == null
            ? new MappingOutcome.Skipped(MappingOutcome.Reason.NOT_WANTED)
            : mapper.map(change, ChangeClock.eventId(version), version);
    BsonDocument key = change.getDocumentKey();
    return new Committed(collection, key == null ? "{}" : key.toJson(), version, outcome);
  }

  @Override
  public void close() {
    source.close();
  }
}
