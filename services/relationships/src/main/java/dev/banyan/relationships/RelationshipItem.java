package dev.banyan.relationships;

import dev.banyan.events.Event.Trace;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.IsoMillis;
import dev.banyan.stream.VersionedPut;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The layout of an item: {@code follower}, {@code followee}, {@code createdAt} (ISO 8601 with
 * milliseconds), {@code v}, {@code origin}; while live {@code followeeKey}, which puts the item
 * into the index {@code followers}; on a tombstone {@code deleted} and {@code expiresAt} (epoch
 * seconds). A change of the service's own also has {@code correlationId} and {@code traceparent},
 * where its request had them.
 */
final class RelationshipItem {

  /** How long a late write must still find the tombstone. */
  static final Duration TOMBSTONE_LIFE = Duration.ofDays(30);

  private RelationshipItem() {}

  static Map<String, AttributeValue> write(Relationship relationship, Instant now) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("follower", text(relationship.follower()));
    item.put("followee", text(relationship.followee()));
    item.put(VersionedPut.VERSION, text(relationship.version().toString()));
    item.put("origin", text(relationship.origin().text()));
    Instant createdAt = relationship.createdAt();
    if (createdAt != null) {
      item.put("createdAt", text(IsoMillis.format(createdAt)));
      item.put("followeeKey", text(relationship.followee()));
    } else {
      item.put("deleted", AttributeValue.fromBool(true));
      long expires = now.plus(TOMBSTONE_LIFE).getEpochSecond();
      item.put("expiresAt", AttributeValue.fromN(Long.toString(expires)));
    }
    putIfKnown(item, "correlationId", relationship.trace().correlationId());
    putIfKnown(item, "traceparent", relationship.trace().traceparent());
    return item;
  }

  private static void putIfKnown(
      Map<String, AttributeValue> item, String name, @Nullable String value) {
    if (value != null) {
      item.put(name, text(value));
    }
  }

  static Relationship read(Map<String, AttributeValue> item) {
    boolean deleted = item.containsKey("deleted");
    return new Relationship(
        required(item, "follower"),
        required(item, "followee"),
        deleted ? null : Instant.parse(required(item, "createdAt")),
        SourceVersion.parse(required(item, VersionedPut.VERSION)),
        Origin.of(required(item, "origin")),
        new Trace(optional(item, "correlationId"), optional(item, "traceparent")));
  }

  private static String required(Map<String, AttributeValue> item, String name) {
    String value = optional(item, name);
    if (value == null) {
      throw new IllegalArgumentException("an item of relationships has no " + name);
    }
    return value;
  }

  private static @Nullable String optional(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? null : value.s();
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }
}
