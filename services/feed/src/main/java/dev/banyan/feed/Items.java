package dev.banyan.feed;

import dev.banyan.events.SourceVersion;
import dev.banyan.stream.VersionedPut;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What items of the feed's tables have in common. */
final class Items {

  /** How long a late write must still find a tombstone. */
  private static final Duration TOMBSTONE_LIFE = Duration.ofDays(30);

  /**
   * Begins the reserved partition keys {@code ~celebrities} and {@code ~deleted}: user ids have no
   * tilde.
   */
  private static final String RESERVED = "~";

  private Items() {}

  static void requireKey(String name, String value) {
    if (value.isEmpty() || value.startsWith(RESERVED)) {
      throw new IllegalArgumentException(
          name + " must not be empty and not begin with '~', was '" + value + "'");
    }
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static Map<String, AttributeValue> key(
      String partition, String value, String sort, String sortValue) {
    return new HashMap<>(Map.of(partition, text(value), sort, text(sortValue)));
  }

  static void version(Map<String, AttributeValue> item, SourceVersion version) {
    item.put(VersionedPut.VERSION, text(version.toString()));
  }

  /** Makes a tombstone of an item that has its key. */
  static Map<String, AttributeValue> tombstone(
      Map<String, AttributeValue> key, SourceVersion version, Instant now) {
    version(key, version);
    key.put("deleted", AttributeValue.fromBool(true));
    long expires = now.plus(TOMBSTONE_LIFE).getEpochSecond();
    key.put("expiresAt", AttributeValue.fromN(Long.toString(expires)));
    return key;
  }

  static boolean isLive(Map<String, AttributeValue> item) {
    return !item.isEmpty() && !item.containsKey("deleted");
  }

  /** A text attribute that every item of the table has. */
  static String required(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalArgumentException("an item has no attribute " + name + ": " + item.keySet());
    }
    return value.s();
  }
}
