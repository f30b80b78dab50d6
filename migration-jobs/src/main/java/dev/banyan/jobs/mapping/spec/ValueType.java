package dev.banyan.jobs.mapping.spec;

import dev.banyan.jobs.image.BsonTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a placeholder takes, and how it writes it. */
public enum ValueType {
  STRING("string", BsonTypes.STRING),
  OBJECT_ID("objectId", BsonTypes.OBJECT_ID),
  INT32("int32", BsonTypes.INT32),
  INT64("int64", BsonTypes.INT64),
  /** Doubles without a fraction below 2^53, as their digits: what JavaScript calls an integer. */
  DOUBLE("double", BsonTypes.DOUBLE),
  /** Milliseconds since the epoch. */
  DATE("date", BsonTypes.DATE),
  /** ISO 8601 with milliseconds, which sorts as text for the years 0000 to 9999. */
  ISO_DATE("isoDate", BsonTypes.DATE),
  UUID("uuid", BsonTypes.BINARY),
  /** Binary of subtype 0, in a key of type B only. */
  BINARY("binary", BsonTypes.BINARY),
  BOOL("bool", BsonTypes.BOOLEAN),
  /**
   * Every type, its name in front: {@code string:a}, {@code int:5}, {@code objectId:507f…}, and the
   * hexadecimal digits of BSON's bytes for the others. No two values share a text.
   */
  ANY("any", 0);

  private final String text;
  private final int bson;

  ValueType(String text, int bson) {
    this.text = text;
    this.bson = bson;
  }

  /** What mapping files say. */
  public String text() {
    return text;
  }

  /** Whether it takes values of this BSON type byte. */
  public boolean takes(int type) {
    return this == ANY || bson == type;
  }

  static List<ValueType> parseAll(String text) {
    List<ValueType> types = new ArrayList<>();
    for (String name : text.split("\\|")) {
      types.add(
          Arrays.stream(values())
              .filter(type -> type.text.equals(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'" + name.strip() + "' is no type; known: " + names())));
    }
    return types;
  }

  private static String names() {
    return String.join(", ", Arrays.stream(values()).map(ValueType::text).toList());
  }
}
