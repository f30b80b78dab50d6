package dev.banyan.jobs.image;

import java.util.List;
import java.util.stream.IntStream;

/** The type bytes of BSON, <a href="https://bsonspec.org/spec.html">version 1.1</a>. */
public final class BsonTypes {

  public static final int DOUBLE = 0x01;
  public static final int STRING = 0x02;
  public static final int DOCUMENT = 0x03;
  public static final int ARRAY = 0x04;
  public static final int BINARY = 0x05;
  public static final int UNDEFINED = 0x06;
  public static final int OBJECT_ID = 0x07;
  public static final int BOOLEAN = 0x08;
  public static final int DATE = 0x09;
  public static final int NULL = 0x0A;
  public static final int REGEX = 0x0B;
  public static final int DB_POINTER = 0x0C;
  public static final int CODE = 0x0D;
  public static final int SYMBOL = 0x0E;
  public static final int CODE_WITH_SCOPE = 0x0F;
  public static final int INT32 = 0x10;
  public static final int TIMESTAMP = 0x11;
  public static final int INT64 = 0x12;
  public static final int DECIMAL128 = 0x13;
  public static final int MAX_KEY = 0x7F;
  public static final int MIN_KEY = 0xFF;

  /** What {@link #name} can answer. */
  public static final List<String> NAMES =
      IntStream.of(
              DOUBLE,
              STRING,
              DOCUMENT,
              ARRAY,
              BINARY,
              UNDEFINED,
              OBJECT_ID,
              BOOLEAN,
              DATE,
              NULL,
              REGEX,
              DB_POINTER,
              CODE,
              SYMBOL,
              CODE_WITH_SCOPE,
              INT32,
              TIMESTAMP,
              INT64,
              DECIMAL128,
              MAX_KEY,
              MIN_KEY)
          .mapToObj(BsonTypes::name)
          .toList();

  private BsonTypes() {}

  /** The alias that MongoDB's {@code $type} uses; what mapping files and reports say. */
  public static String name(int type) {
    return switch (type) {
      case DOUBLE -> "double";
      case STRING -> "string";
      case DOCUMENT -> "object";
      case ARRAY -> "array";
      case BINARY -> "binData";
      case UNDEFINED -> "undefined";
      case OBJECT_ID -> "objectId";
      case BOOLEAN -> "bool";
      case DATE -> "date";
      case NULL -> "null";
      case REGEX -> "regex";
      case DB_POINTER -> "dbPointer";
      case CODE -> "javascript";
      case SYMBOL -> "symbol";
      case CODE_WITH_SCOPE -> "javascriptWithScope";
      case INT32 -> "int";
      case TIMESTAMP -> "timestamp";
      case INT64 -> "long";
      case DECIMAL128 -> "decimal";
      case MAX_KEY -> "maxKey";
      case MIN_KEY -> "minKey";
      default -> "type 0x" + Integer.toHexString(type);
    };
  }
}
