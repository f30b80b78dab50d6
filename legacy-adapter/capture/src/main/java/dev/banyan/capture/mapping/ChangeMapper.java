package dev.banyan.capture.mapping;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.events.SourceVersion;
import org.bson.BsonDocument;

/** Turns the changes of one collection into events. Pure and thread-safe. */
public interface ChangeMapper {

  /** The collection whose changes it maps. */
  String collection();

  /** The capability that the collection belongs to. */
  String capability();

  /**
   * Maps a change. Never throws: what cannot be mapped is an outcome.
   *
   * @param eventId the same for the same change, always
   */
  MappingOutcome map(
      ChangeStreamDocument<BsonDocument> change, String eventId, SourceVersion version);
}
