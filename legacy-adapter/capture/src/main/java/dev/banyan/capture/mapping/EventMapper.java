package dev.banyan.capture.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import dev.banyan.capture.mapping.MappingOutcome.Mapped;
import dev.banyan.capture.mapping.MappingOutcome.Reason;
import dev.banyan.capture.mapping.MappingOutcome.Skipped;
import dev.banyan.capture.mapping.MappingOutcome.Unmappable;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** A declared mapping at work. */
public final class EventMapper implements ChangeMapper {

  private final EventMapping mapping;
  private final TextTemplate partitionKey;
  private final TextTemplate subject;
  private final @Nullable TextTemplate id;

  public EventMapper(EventMapping mapping) {
    this.mapping = mapping;
    this.partitionKey = TextTemplate.ofPathOrTemplate(mapping.partitionKey());
    this.subject = TextTemplate.ofPathOrTemplate(mapping.subject());
    this.id = mapping.id() == null ? null : TextTemplate.parse(mapping.id());
  }

  @Override
  public String collection() {
    return mapping.collection();
  }

  @Override
  public String capability() {
    return mapping.capability();
  }

  @Override
  public MappingOutcome map(
      ChangeStreamDocument<BsonDocument> change, String eventId, SourceVersion version) {
    OperationType type = change.getOperationType();
    if (type == null || !isWrite(type)) {
      return new Skipped(Reason.NOT_A_WRITE);
    }
    if (ReverseTag.made(change)) {
      return new Skipped(Reason.REVERSE_REPLICATED);
    }
    boolean gone = type != OperationType.DELETE && change.getFullDocument() == null;
    if (gone && mapping.shape().each() == null) {
      return new Skipped(Reason.GONE_AGAIN);
    }
    try {
      Stamp stamp = new Stamp(eventId, version, time(change, version));
      return mapping.shape().each() == null
          ? new Mapped(whole(change, stamp))
          : new Mapped(new ElementChanges(this, mapping.shape()).events(change, stamp));
    } catch (RuntimeException e) { // no document may stop the stream, whatever it holds
      return new Unmappable(mapping.collection() + ": " + e.getMessage());
    }
  }

  static boolean isWrite(OperationType type) {
    return switch (type) {
      case INSERT, UPDATE, REPLACE, DELETE -> true;
      default -> false;
    };
  }

  /** What all events of a change have in common. */
  record Stamp(String eventId, SourceVersion version, Instant time) {}

  /** What an event says, before it has its stamp. */
  record Draft(boolean deleted, String key, String subject, JsonNode data) {}

  private Event whole(ChangeStreamDocument<BsonDocument> change, Stamp stamp) {
    boolean deleted = change.getOperationType() == OperationType.DELETE;
    BsonDocument image = deleted ? change.getFullDocumentBeforeChange() : change.getFullDocument();
    return event(draft(deleted, view(change, image)), stamp, stamp.eventId());
  }

  DocumentView view(ChangeStreamDocument<BsonDocument> change, @Nullable BsonDocument image) {
    BsonDocument key = change.getDocumentKey();
    return DocumentView.of(image, key == null ? new BsonDocument() : key, id);
  }

  /**
   * What the event of a document or element says.
   *
   * @throws MissingValue if it lacks a value that the event needs
   */
  Draft draft(boolean deleted, DocumentView view) {
    String key = partitionKey.render(view::text).orElseThrow(() -> missing(deleted, partitionKey));
    String about = subject.render(view::text).orElseThrow(() -> missing(deleted, subject));
    if (deleted) {
      requirePresent(view);
    }
    List<FieldMapping> fields = deleted ? mapping.deleteFields() : mapping.fields();
    return new Draft(deleted, key, about, data(fields, view));
  }

  /**
   * The deleted event of a thing that is known only by an event's data.
   *
   * @param data of a put or a deleted event
   */
  public MappingOutcome deletion(
      JsonNode data, String eventId, SourceVersion version, Instant time) {
    try {
      Function<String, Optional<String>> values = path -> held(path, data);
      String key = partitionKey.render(values).orElseThrow(() -> missing(true, partitionKey));
      String about = subject.render(values).orElseThrow(() -> missing(true, subject));
      ObjectNode gone = JsonNodeFactory.instance.objectNode();
      mapping.deleteFields().stream()
          .map(FieldMapping::target)
          .filter(data::hasNonNull)
          .forEach(target -> gone.set(target, data.get(target)));
      Stamp stamp = new Stamp(eventId, version, time);
      return new Mapped(event(new Draft(true, key, about, gone), stamp, eventId + "-" + about));
    } catch (RuntimeException e) {
      return new Unmappable(mapping.collection() + ": " + e.getMessage());
    }
  }

  private Optional<String> held(String path, JsonNode data) {
    Optional<String> field =
        Stream.concat(mapping.fields().stream(), mapping.deleteFields().stream())
            .filter(candidate -> candidate.source().equals(path))
            .map(candidate -> data.get(candidate.target()))
            .filter(value -> value != null && value.isValueNode() && !value.isNull())
            .map(JsonNode::asText)
            .findFirst();
    return field.isEmpty() && path.equals(EventMapping.ID) && id != null
        ? id.render(part -> held(part, data))
        : field;
  }

  /** The subject alone: it tells the elements of a document apart. */
  String subject(DocumentView view) {
    return subject.render(view::text).orElseThrow(() -> missing(false, subject));
  }

  Event event(Draft draft, Stamp stamp, String eventId) {
    return new Event(
        eventId,
        Event.LEGACY,
        draft.deleted() ? mapping.shape().deleted() : mapping.shape().put(),
        draft.subject(),
        stamp.time(),
        draft.key(),
        stamp.version(),
        Event.Trace.NONE,
        draft.data());
  }

  private void requirePresent(DocumentView view) {
    List<String> absent =
        mapping.deleteFields().stream()
            .filter(field -> !field.optional() && view.value(field.source()).isEmpty())
            .map(FieldMapping::source)
            .toList();
    if (!absent.isEmpty()) {
      throw new MissingValue(true, absent);
    }
  }

  private static MissingValue missing(boolean deleted, TextTemplate template) {
    return new MissingValue(deleted, template.names());
  }

  /** A document or element lacks what its event needs. */
  static final class MissingValue extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingValue(boolean deleted, List<String> paths) {
      super(
          (deleted ? "a delete" : "a document")
              + " lacks a usable value of "
              + paths
              + (deleted ? "; neither pre-image nor _id holds it" : ""),
          null,
          false,
          false);
    }
  }

  static Instant time(ChangeStreamDocument<BsonDocument> change, SourceVersion version) {
    return change.getWallTime() == null
        ? version.instant()
        : Instant.ofEpochMilli(change.getWallTime().getValue());
  }

  private static JsonNode data(List<FieldMapping> fields, DocumentView view) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    fields.forEach(
        field ->
            view.value(field.source())
                .ifPresent(value -> data.set(field.target(), BsonJson.toJson(value))));
    return data;
  }
}
