package dev.banyan.jobs.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that mark an exact image: a map with this one name, in the manner of <a
 * href="https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md">extended
 * JSON</a>. Public so that whoever reads items can look at one list.
 */
public enum Tag {
  STRING("$string"),
  UTF8("$stringBytes"),
  INT32("$numberInt"),
  INT64("$numberLong"),
  DOUBLE("$numberDouble"),
  DECIMAL("$numberDecimal"),
  OBJECT_ID("$oid"),
  DATE("$date"),
  BINARY("$binary"),
  REGEX("$regularExpression"),
  TIMESTAMP("$timestamp"),
  CODE("$code"),
  CODE_WITH_SCOPE("$codeWithScope"),
  SYMBOL("$symbol"),
  DB_POINTER("$dbPointer"),
  UNDEFINED("$undefined"),
  MIN_KEY("$minKey"),
  MAX_KEY("$maxKey"),
  ORDERED("$ordered"),
  ORDERED_ARRAY("$orderedArray"),
  BSON("$bson"),
  BSON_ARRAY("$bsonArray"),
  /** Not an image: the names of a map's fields in their order, where the mapping keeps it. */
  ORDER("$order");

  private static final NameTable<Tag> BY_NAME = new NameTable<>(byName());

  private final String text;
  private final byte[] open;

  Tag(String text) {
    this.text = text;
    this.open = ("{\"M\":{\"" + text + "\":").getBytes(StandardCharsets.US_ASCII);
  }

  private static Map<String, Tag> byName() {
    Map<String, Tag> tags = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(tag -> tags.put(tag.text, tag));
    return tags;
  }

  /** The name in the map. */
  public String text() {
    return text;
  }

  /** JSON up to the value. */
  byte[] open() {
    return open;
  }

  /** Bytes that the map around a value adds, as DynamoDB counts: 3, 1 for the entry, the name. */
  int size() {
    return 3 + 1 + text.length();
  }

  /** Whether a field of this name would be taken for an image. */
  static boolean isName(byte[] bytes, int at, int length) {
    return length > 3 && bytes[at] == '$' && BY_NAME.get(bytes, at, length) != null;
  }

  /** The tag of this name, or null. */
  static @Nullable Tag of(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return BY_NAME.get(bytes, 0, bytes.length);
  }
}
