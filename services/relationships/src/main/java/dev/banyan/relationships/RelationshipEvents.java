package dev.banyan.relationships;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.EventApplier;
import dev.banyan.stream.IsoMillis;
import dev.banyan.stream.Outcome;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Follow events: how they change the table, and how a change of the service's own becomes one.
 *
 * <p>Thread-safe.
 */
final class RelationshipEvents implements EventApplier {

  static final String CAPABILITY = "relationships";
  static final String PUT = "follow.put";
  static final String DELETED = "follow.deleted";

  private final RelationshipTable table;

  RelationshipEvents(RelationshipTable table) {
    this.table = table;
  }

  /** The service's own changes come back to it through the stream: they are in the table. */
  @Override
  public boolean concerns(Event event) {
    return (event.type().equals(PUT) || event.type().equals(DELETED))
        && !event.source().equals(CAPABILITY);
  }

  @Override
  public Outcome apply(Event event) {
    Relationship change;
    try {
      change = change(event);
    } catch (IllegalArgumentException | DateTimeException e) {
      return new Outcome.Rejected("malformed " + event.type() + ": " + e.getMessage());
    }
    Instant createdAt = change.createdAt();
    return createdAt == null
        ? table.delete(change.follower(), change.followee(), change.version(), Origin.LEGACY)
        : table.put(
            new Follow(change.follower(), change.followee(), createdAt),
            change.version(),
            Origin.LEGACY);
  }

  private static Relationship change(Event event) {
    String follower = field(event, "follower");
    String followee = field(event, "followee");
    Instant createdAt =
        event.type().equals(DELETED) ? null : Instant.parse(field(event, "createdAt"));
    return new Relationship(
        follower, followee, createdAt, event.version(), Origin.LEGACY, event.trace());
  }

  private static String field(Event event, String name) {
    JsonNode value = event.data().path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("data has no text '" + name + "'");
    }
    return value.textValue();
  }

  /** The event of an item that the service itself changed; the same change, the same id. */
  static Event eventOf(Relationship item) {
    Instant createdAt = item.createdAt();
    ObjectNode data =
        JsonNodeFactory.instance
            .objectNode()
            .put("follower", item.follower())
            .put("followee", item.followee());
    if (createdAt != null) {
      data.put("createdAt", IsoMillis.format(createdAt));
    }
    return new Event(
        item.id() + "@" + item.version(),
        CAPABILITY,
        createdAt == null ? DELETED : PUT,
        item.id(),
        time(item.version()),
        item.follower(),
        item.version(),
        item.trace(),
        data);
  }

  /** A service's version holds the microseconds of its wall clock, see SourceVersion.following. */
  private static Instant time(SourceVersion version) {
    return version.instant().plusNanos(Math.min(version.increment(), 999_999) * 1_000);
  }
}
