package dev.banyan.capture;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.util.Optional;
import org.bson.BsonDocument;

/**
 * Where committed changes come from, in order: a change stream, or an outbox that is polled. Not
 * thread-safe.
 */
interface ChangeSource extends AutoCloseable {

  /**
   * The next change; empty if there was none for a moment.
   *
   * @throws PositionLostException if there is no going on without a gap
   */
  Optional<ChangeStreamDocument<BsonDocument>> next();

  @Override
  void close();
}
