package dev.banyan.jobs.range;

import org.bson.BsonValue;

/**
 * Groups of BSON types that a query operator compares with each other: {@code {_id: {$gte: "a"}}}
 * finds strings only, though a sort by {@code _id} goes through all types.
 *
 * <p>Source: MongoDB manual, "Comparison/Sort Order" and "Type Bracketing". Arrays, regular
 * expressions and undefined cannot be an {@code _id}.
 */
enum TypeBracket {
  NULL(true),
  NAN(true),
  NUMBER(false),
  TEXT(false),
  SYMBOL(false),
  OBJECT(false),
  BINARY(false),
  OBJECT_ID(false),
  BOOLEAN(false),
  DATE(false),
  TIMESTAMP(false),
  DB_POINTER(false),
  CODE(false),
  CODE_WITH_SCOPE(false),
  MIN_KEY(true),
  MAX_KEY(true);

  private final boolean singleValue;

  TypeBracket(boolean singleValue) {
    this.singleValue = singleValue;
  }

  /** Whether the bracket has but one value, which {@code $gte} would not find reliably. */
  boolean hasSingleValue() {
    return singleValue;
  }

  static TypeBracket of(BsonValue id) {
    return switch (id.getBsonType()) {
      case NULL -> NULL;
      case INT32, INT64, DOUBLE, DECIMAL128 -> isNaN(id) ? NAN : NUMBER;
      case STRING -> TEXT;
      case SYMBOL -> SYMBOL;
      case DOCUMENT -> OBJECT;
      case BINARY -> BINARY;
      case OBJECT_ID -> OBJECT_ID;
      case BOOLEAN -> BOOLEAN;
      case DATE_TIME -> DATE;
      case TIMESTAMP -> TIMESTAMP;
      case DB_POINTER -> DB_POINTER;
      case JAVASCRIPT -> CODE;
      case JAVASCRIPT_WITH_SCOPE -> CODE_WITH_SCOPE;
      case MIN_KEY -> MIN_KEY;
      case MAX_KEY -> MAX_KEY;
      default -> throw new IllegalArgumentException("_id cannot be of type " + id.getBsonType());
    };
  }

  private static boolean isNaN(BsonValue id) {
    return switch (id.getBsonType()) {
      case DOUBLE -> Double.isNaN(id.asDouble().getValue());
      case DECIMAL128 -> id.asDecimal128().getValue().isNaN();
      default -> false;
    };
  }
}
