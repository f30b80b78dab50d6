package dev.banyan.capture;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.SplitEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;

/**
 * Puts events together that the server has split because they are larger than 16 MB. Each fragment
 * has some of the event's fields whole; the last one's resume token is the event's. Not
 * thread-safe.
 *
 * <p>Source: MongoDB manual, {@code $changeStreamSplitLargeEvent}.
 */
final class SplitEvents {

  private final List<ChangeStreamDocument<BsonDocument>> fragments = new ArrayList<>();

  /** The whole event; empty if fragments are still to come. */
  Optional<ChangeStreamDocument<BsonDocument>> add(ChangeStreamDocument<BsonDocument> change) {
    SplitEvent split = change.getSplitEvent();
    if (split == null) {
      return Optional.of(change);
    }
    if (split.getFragment() == 1) {
      fragments.clear();
    }
    fragments.add(change);
    if (split.getFragment() < split.getOf()) {
      return Optional.empty();
    }
    if (fragments.size() != split.getOf()) {
      throw new PositionLostException(
          "only " + fragments.size() + " of an event's " + split.getOf() + " fragments came");
    }
    ChangeStreamDocument<BsonDocument> whole = whole(change.getResumeToken());
    fragments.clear();
    return Optional.of(whole);
  }

  private ChangeStreamDocument<BsonDocument> whole(BsonDocument token) {
    BsonDocument event = new BsonDocument();
    fragments.forEach(fragment -> event.putAll(ChangeDocuments.toBson(fragment)));
    event.remove("splitEvent");
    event.put("_id", token);
    return ChangeDocuments.of(event);
  }
}
