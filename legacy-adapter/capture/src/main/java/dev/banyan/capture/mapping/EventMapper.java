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
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** Turns the changes of one collection into events. Pure and thread-safe. */
public final class EventMapper {

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

  /** The capability that the collection belongs to. */
  public String capability() {
    return mapping.capability();
  }

  /**
   * Maps a change.
   *
   * @param eventId the same for the same change, always
   */
  public MappingOutcome map(
      ChangeStreamDocument<BsonDocument> change, String eventId, SourceVersion version) {
    OperationType type = change.getOperationType();
    if (type == null || !isWrite(type)) {
      return new Skipped(Reason.NOT_A_WRITE);
    }
    if (ReverseTag.made(change)) {
      return new Skipped(Reason.REVERSE_REPLICATED);
    }
    if (type != OperationType.DELETE && change.getFullDocument() == null) {
      return new Skipped(Reason.GONE_AGAIN);
    }
    try {
      return event(change, eventId, version);
    } catch (RuntimeException e) { // no document may stop the stream, whatever it holds
      return new Unmappable(mapping.collection() + ": " + e.getMessage());
    }
  }

  private static boolean isWrite(OperationType type) {
    return switch (type) {
      case INSERT, UPDATE, REPLACE, DELETE -> true;
      default -> false;
    };
  }

  private MappingOutcome event(
      ChangeStreamDocument<BsonDocument> change, String eventId, SourceVersion version) {
    boolean deleted = change.getOperationType() == OperationType.DELETE;
    DocumentView view = view(change, deleted);
    Optional<String> key = partitionKey.render(view::text);
    Optional<String> about = subject.render(view::text);
    if (key.isEmpty() || about.isEmpty()) {
      TextTemplate lacking = key.isEmpty() ? partitionKey : subject;
      return missing(deleted, lacking.names());
    }
    List<FieldMapping> fields = deleted ? mapping.deleteFields() : mapping.fields();
    List<String> absent = deleted ? absent(view) : List.of();
    if (!absent.isEmpty()) {
      return missing(true, absent);
    }
    return new Mapped(
        new Event(
            eventId,
            Event.LEGACY,
            mapping.event() + (deleted ? ".deleted" : ".put"),
            about.get(),
            time(change, version),
            key.get(),
            version,
            Event.Trace.NONE,
            data(fields, view)));
  }

  private DocumentView view(ChangeStreamDocument<BsonDocument> change, boolean deleted) {
    BsonDocument key = change.getDocumentKey();
    return new DocumentView(
        deleted ? change.getFullDocumentBeforeChange() : change.getFullDocument(),
        key == null ? new BsonDocument() : key,
        id);
  }

  private List<String> absent(DocumentView view) {
    return mapping.deleteFields().stream()
        .filter(field -> !field.optional() && view.value(field.source()).isEmpty())
        .map(FieldMapping::source)
        .toList();
  }

  private Unmappable missing(boolean deleted, List<String> paths) {
    String what = deleted ? "a delete in " : "a document in ";
    String remedy = deleted ? "; neither pre-image nor _id holds it" : "";
    return new Unmappable(
        what + mapping.collection() + " lacks a usable value of " + paths + remedy);
  }

  private static Instant time(ChangeStreamDocument<BsonDocument> change, SourceVersion version) {
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
