package dev.banyan.capture.mapping;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import dev.banyan.capture.mapping.MappingOutcome.Mapped;
import dev.banyan.capture.mapping.MappingOutcome.Reason;
import dev.banyan.capture.mapping.MappingOutcome.Skipped;
import dev.banyan.capture.mapping.MappingOutcome.Unmappable;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.BsonDocument;

/** A mapping bean at work. */
public final class BeanMapper implements ChangeMapper {

  private final MappingBean bean;

  public BeanMapper(MappingBean bean) {
    this.bean = bean;
  }

  @Override
  public String collection() {
    return bean.collection();
  }

  @Override
  public String capability() {
    return bean.capability();
  }

  @Override
  public MappingOutcome map(
      ChangeStreamDocument<BsonDocument> change, String eventId, SourceVersion version) {
    OperationType type = change.getOperationType();
    if (type == null || !EventMapper.isWrite(type)) {
      return new Skipped(Reason.NOT_A_WRITE);
    }
    if (ReverseTag.made(change)) {
      return new Skipped(Reason.REVERSE_REPLICATED);
    }
    try {
      List<DomainEvent> drafts = bean.events().apply(seen(change, type));
      return drafts.isEmpty()
          ? new Skipped(Reason.NOT_WANTED)
          : new Mapped(stamped(drafts, change, eventId, version));
    } catch (RuntimeException e) { // no document may stop the stream, whatever the bean does
      return new Unmappable("the mapping bean of " + bean.collection() + " failed: " + e);
    }
  }

  private DocumentChange seen(ChangeStreamDocument<BsonDocument> change, OperationType type) {
    return new DocumentChange(
        bean.collection(),
        type == OperationType.DELETE,
        Objects.requireNonNullElseGet(change.getDocumentKey(), BsonDocument::new),
        change.getFullDocument(),
        change.getFullDocumentBeforeChange());
  }

  private static List<Event> stamped(
      List<DomainEvent> drafts,
      ChangeStreamDocument<BsonDocument> change,
      String eventId,
      SourceVersion version) {
    List<Event> events = new ArrayList<>(drafts.size());
    for (DomainEvent draft : drafts) {
      events.add(
          new Event(
              events.isEmpty() ? eventId : eventId + "-" + events.size(),
              Event.LEGACY,
              draft.type(),
              draft.subject(),
              EventMapper.time(change, version),
              draft.partitionKey(),
              version,
              Event.Trace.NONE,
              draft.data()));
    }
    return events;
  }
}
