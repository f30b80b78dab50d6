package dev.banyan.localcloud.mongo.bson;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The order of index keys: that of the base's ValueComparator, but total (documents and arrays are
 * compared whole) and with a short way for the types that keys usually have. See <a
 * href="https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/">Comparison/Sort
 * Order</a>.
 */
public final class BsonOrder implements Comparator<@Nullable Object> {

  public static final BsonOrder INSTANCE = new BsonOrder();

  private static final int NULL = 2;
  private static final int NUMBER = 3;
  private static final int STRING = 4;
  private static final int DOCUMENT = 6;
  private static final int ARRAY = 7;
  private static final int REGULAR_EXPRESSION = 16;
  private static final int CODE = 18;
  private static final int GENERIC_BINARY = 8;
  private static final int OTHER_BINARY = 11;

  private static final Map<Class<?>, Integer> BRACKETS =
      Map.ofEntries(
          Map.entry(MinKey.class, 0),
          Map.entry(Missing.class, NULL),
          Map.entry(Document.class, DOCUMENT),
          Map.entry(BinData.class, GENERIC_BINARY),
          Map.entry(LegacyUUID.class, 9),
          Map.entry(UUID.class, 10),
          Map.entry(ObjectId.class, 12),
          Map.entry(Boolean.class, 13),
          Map.entry(Instant.class, 14),
          Map.entry(BsonTimestamp.class, 15),
          Map.entry(BsonRegularExpression.class, REGULAR_EXPRESSION),
          Map.entry(MaxKey.class, 20));

  /** Where the types stand that the base has no class for; symbols behind strings. */
  private static final Map<Byte, Integer> OPAQUE_BRACKETS =
      Map.of(
          BsonType.UNDEFINED, 1,
          BsonType.SYMBOL, 5,
          BsonType.BINARY, OTHER_BINARY,
          BsonType.DB_POINTER, 17,
          BsonType.CODE_WITH_SCOPE, 19);

  private BsonOrder() {}

  /**
   * Whether a query operator compares two values: those of one type, binary data of any subtype.
   */
  public static boolean isSameType(@Nullable Object left, @Nullable Object right) {
    int a = bracket(left);
    int b = bracket(right);
    return a == b || (isBinary(a) && isBinary(b));
  }

  /**
   * Whether the base cannot compare this value with all others of its type, or does so otherwise:
   * texts with surrogates, or what stands behind them.
   */
  public static boolean isOwnType(@Nullable Object value) {
    return value instanceof OpaqueValue
        || value instanceof BsonJavaScript
        || (value instanceof String text
            && text.chars().anyMatch(c -> c >= Character.MIN_SURROGATE))
        || (value != null && isBinary(bracket(value)));
  }

  private static boolean isBinary(int bracket) {
    return bracket >= GENERIC_BINARY && bracket <= OTHER_BINARY;
  }

  /** A place just before or after all values of one type, for ranges with one open end. */
  record Edge(int bracket, boolean after) {}

  public static Edge before(@Nullable Object value) {
    return new Edge(bracket(value), false);
  }

  public static Edge after(@Nullable Object value) {
    return new Edge(bracket(value), true);
  }

  @Override
  public int compare(@Nullable Object left, @Nullable Object right) {
    if (left instanceof String a && right instanceof String b) {
      return compareTexts(a, b);
    } else if (left instanceof ObjectId a && right instanceof ObjectId b) {
      return Arrays.compareUnsigned(a.toByteArray(), b.toByteArray());
    } else if (left instanceof Instant a && right instanceof Instant b) {
      return a.compareTo(b);
    }
    if (left instanceof Number a && right instanceof Number b) {
      return NumberOrder.compare(a, b);
    }
    int brackets = Integer.compare(bracket(left), bracket(right));
    return brackets != 0 ? brackets : compareWithinBracket(left, right);
  }

  /** As their UTF-8: what lies beyond 16 bits comes last, though its surrogates do not. */
  private static int compareTexts(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return Integer.compare(inUtf8(a), inUtf8(b));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  private static int inUtf8(char c) {
    return Character.isSurrogate(c) ? c + Character.MAX_VALUE : c;
  }

  private int compareWithinBracket(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Edge || right instanceof Edge) {
      return Integer.compare(edge(left), edge(right));
    }
    return switch (bracket(left)) {
      case NULL -> 0;
      case DOCUMENT -> compareDocuments((Document) left, (Document) right);
      case ARRAY -> compareArrays((Collection<?>) left, (Collection<?>) right);
      case REGULAR_EXPRESSION, CODE -> String.valueOf(left).compareTo(String.valueOf(right));
      default ->
          left instanceof OpaqueValue a && right instanceof OpaqueValue b
              ? a.compareTo(b)
              : ValueComparator.asc().compare(left, right);
    };
  }

  private static int edge(@Nullable Object value) {
    if (value instanceof Edge edge) {
      return edge.after() ? 1 : -1;
    }
    return 0;
  }

  private int compareDocuments(@Nullable Document left, @Nullable Document right) {
    if (left == null || right == null) {
      return 0;
    }
    Iterator<Map.Entry<String, Object>> a = left.entrySet().iterator();
    Iterator<Map.Entry<String, Object>> b = right.entrySet().iterator();
    while (a.hasNext() && b.hasNext()) {
      int fields = compareFields(a.next(), b.next());
      if (fields != 0) {
        return fields;
      }
    }
    return Boolean.compare(a.hasNext(), b.hasNext());
  }

  private int compareFields(Map.Entry<String, Object> left, Map.Entry<String, Object> right) {
    int types = Integer.compare(bracket(left.getValue()), bracket(right.getValue()));
    if (types != 0) {
      return types;
    }
    int names = left.getKey().compareTo(right.getKey());
    return names != 0 ? names : compare(left.getValue(), right.getValue());
  }

  private int compareArrays(@Nullable Collection<?> left, @Nullable Collection<?> right) {
    if (left == null || right == null) {
      return 0;
    }
    Iterator<?> a = left.iterator();
    Iterator<?> b = right.iterator();
    while (a.hasNext() && b.hasNext()) {
      int elements = compare(a.next(), b.next());
      if (elements != 0) {
        return elements;
      }
    }
    return Boolean.compare(a.hasNext(), b.hasNext());
  }

  /** Where the value's type stands among the types, from 0 on. */
  public static int place(@Nullable Object value) {
    return bracket(value);
  }

  private static int bracket(@Nullable Object value) {
    if (value instanceof String) {
      return STRING;
    } else if (value == null) {
      return NULL;
    } else if (value instanceof Number) {
      return NUMBER;
    } else if (value instanceof Edge edge) {
      return edge.bracket();
    } else if (value instanceof Collection) {
      return ARRAY;
    }
    return value instanceof OpaqueValue opaque
        ? OPAQUE_BRACKETS.getOrDefault(opaque.type(), CODE)
        : BRACKETS.getOrDefault(value.getClass(), CODE);
  }
}
