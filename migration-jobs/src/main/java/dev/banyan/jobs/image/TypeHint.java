package dev.banyan.jobs.image;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which values at a path get a plain image. Every other value there keeps the exact, tagged one, so
 * that a hint that is wrong for some document costs bytes and no truth; those marked "by choice"
 * drop something, which is why nothing but the mapping can ask for them.
 */
public enum TypeHint {
  /** 64-bit integers as {@code N}. */
  INT64("int64", 'N', BsonTypes.INT64),
  /** Doubles as {@code N}. */
  DOUBLE("double", 'N', BsonTypes.DOUBLE),
  /** Decimals as {@code N}, if DynamoDB gives back the same digits and exponent. */
  DECIMAL("decimal", 'N', BsonTypes.DECIMAL128),
  /**
   * Any number as {@code N} if its value fits: which of the four types it had is dropped, by
   * choice.
   */
  NUMBER("number", 'N', 0),
  /** Dates as {@code N}, milliseconds since the epoch. */
  DATE("date", 'N', BsonTypes.DATE),
  /** Dates as {@code N}, whole seconds since the epoch: milliseconds are dropped, by choice. */
  SECONDS("seconds", 'N', BsonTypes.DATE),
  /** Dates of the years 0000 to 9999 as {@code S}, ISO 8601 with milliseconds. */
  ISO_DATE("isoDate", 'S', BsonTypes.DATE),
  /** Object ids as {@code S}, 24 hexadecimal digits. */
  OBJECT_ID("objectId", 'S', BsonTypes.OBJECT_ID),
  /** Binary of subtype 4 and 16 bytes as {@code S}, the usual text of a UUID. */
  UUID("uuid", 'S', BsonTypes.BINARY),
  /** Anything as {@code S}: its text, or relaxed extended JSON; the type is dropped, by choice. */
  TEXT("text", 'S', 0),
  /** Anything as {@code B}: the type byte and the BSON bytes. */
  BSON("bson", 'B', 0),
  /** Arrays of distinct strings as {@code SS}: their order is dropped, by choice. */
  STRING_SET("stringSet", 'L', BsonTypes.ARRAY),
  /** Arrays of numbers of distinct values as {@code NS}: order and type are dropped, by choice. */
  NUMBER_SET("numberSet", 'L', BsonTypes.ARRAY),
  /** Arrays of distinct binaries of subtype 0 as {@code BS}: their order is dropped, by choice. */
  BINARY_SET("binarySet", 'L', BsonTypes.ARRAY);

  private final String text;
  private final char plain;
  private final int type;

  TypeHint(String text, char plain, int type) {
    this.text = text;
    this.plain = plain;
    this.type = type;
  }

  /** What mapping files say. */
  public String text() {
    return text;
  }

  /** Whether a plain number at the path is not a 32-bit integer. */
  static boolean takesNumber(@Nullable TypeHint hint) {
    return hint != null && hint.plain == 'N' && hint != NUMBER;
  }

  /** Whether a plain string at the path is not a string. */
  static boolean takesString(@Nullable TypeHint hint) {
    return hint != null && hint.plain == 'S' && hint != TEXT;
  }

  /** The BSON type that it makes plain; 0 for several. */
  public int type() {
    return type;
  }

  /** The hint that a mapping file names. */
  public static Optional<TypeHint> of(String text) {
    return Arrays.stream(values()).filter(hint -> hint.text.equals(text)).findFirst();
  }
}
