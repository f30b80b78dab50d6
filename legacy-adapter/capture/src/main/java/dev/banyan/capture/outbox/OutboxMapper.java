package dev.banyan.capture.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import dev.banyan.capture.mapping.BsonJson;
import dev.banyan.capture.mapping.ChangeMapper;
import dev.banyan.capture.mapping.MappingOutcome;
import dev.banyan.capture.mapping.MappingOutcome.Mapped;
import dev.banyan.capture.mapping.MappingOutcome.Reason;
import dev.banyan.capture.mapping.MappingOutcome.Skipped;
import dev.banyan.capture.mapping.MappingOutcome.Unmappable;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.time.Instant;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Turns entries of the outbox into the events that they state. */
public final class OutboxMapper implements ChangeMapper {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String collection() {
    return MongoOutbox.COLLECTION;
  }

  @Override
  public String capability() {
    return "outbox";
  }

  @Override
  public MappingOutcome map(
      ChangeStreamDocument<BsonDocument> change, String eventId, SourceVersion version) {
    BsonDocument entry = change.getFullDocument();
    if (change.getOperationType() != OperationType.INSERT || entry == null) {
      return new Skipped(Reason.NOT_A_WRITE);
    }
    try {
      return new Mapped(event(entry, version));
    } catch (RuntimeException | JsonProcessingException e) {
      return new Unmappable("the outbox entry is no event: " + e.getMessage());
    }
  }

  /** The entry's own id makes the event's: it stays the same however the entry is found. */
  private static Event event(BsonDocument entry, SourceVersion version)
      throws JsonProcessingException {
    String id = BsonJson.toText(required(entry, "_id")).orElseThrow(() -> wrong("_id"));
    BsonValue time = entry.get("time");
    return new Event(
        "outbox-" + id,
        Event.LEGACY,
        text(entry, "type"),
        text(entry, "subject"),
        time != null && time.isDateTime()
            ? Instant.ofEpochMilli(time.asDateTime().getValue())
            : version.instant(),
        text(entry, "key"),
        version,
        new Event.Trace(optional(entry, "correlationId"), optional(entry, "traceparent")),
        data(required(entry, "data")));
  }

  private static JsonNode data(BsonValue data) throws JsonProcessingException {
    return data.isString() ? JSON.readTree(data.asString().getValue()) : BsonJson.toJson(data);
  }

  private static String text(BsonDocument entry, String field) {
    BsonValue value = required(entry, field);
    if (!value.isString()) {
      throw wrong(field);
    }
    return value.asString().getValue();
  }

  private static @Nullable String optional(BsonDocument entry, String field) {
    BsonValue value = entry.get(field);
    return value != null && value.isString() ? value.asString().getValue() : null;
  }

  private static BsonValue required(BsonDocument entry, String field) {
    BsonValue value = entry.get(field);
    if (value == null) {
      throw new IllegalArgumentException("it has no '" + field + "'");
    }
    return value;
  }

  private static IllegalArgumentException wrong(String field) {
    return new IllegalArgumentException("its '" + field + "' is no text");
  }
}
