package dev.banyan.jobs.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds its way through BSON bytes without making anything of them. Every length is checked against
 * what is there before it is followed, so that no input makes it read elsewhere or for ever; what
 * is wrong is refused with its position.
 */
public final class BsonScan {

  /** MongoDB refuses more than 100 levels; what comes from a file may have more. */
  private static final int DEEPEST = 200;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private BsonScan() {}

  /** Four bytes, little-endian; the caller knows that they are there. */
  public static int int32(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  /** Eight bytes, little-endian; the caller knows that they are there. */
  public static long int64(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /**
   * Checks the frame of a document or array.
   *
   * @param limit first byte that does not belong to what is around it
   * @return the position of its last byte, which is 0
   */
  public static int documentEnd(byte[] bytes, int at, int limit) {
    if (limit - at < 5) {
      throw corrupt(at, "a document needs at least 5 bytes, " + Math.max(0, limit - at) + " left");
    }
    int length = int32(bytes, at);
    if (length < 5 || length > limit - at) {
      throw corrupt(at, "a document of " + length + " bytes where " + (limit - at) + " are left");
    }
    int end = at + length - 1;
    if (bytes[end] != 0) {
      throw corrupt(end, "a document does not end with 0");
    }
    return end;
  }

  /**
   * Finds the 0 behind a name.
   *
   * @param limit first byte that the name cannot take
   */
  public static int nameEnd(byte[] bytes, int at, int limit) {
    int end = at;
    for (; limit - end >= Long.BYTES; end += Long.BYTES) {
      long eight = int64(bytes, end);
      long zeros = (eight - ONES) & ~eight & HIGHS; // the lowest bit set is that of the first 0
      if (zeros != 0) {
        return end + (Long.numberOfTrailingZeros(zeros) >>> 3);
      }
    }
    for (; end < limit; end++) {
      if (bytes[end] == 0) {
        return end;
      }
    }
    throw corrupt(at, "a name that does not end");
  }

  /** The first byte behind a value. Looks into documents no further than their frame. */
  public static int valueEnd(byte[] bytes, int type, int at, int limit) {
    return switch (type) {
      case BsonTypes.NULL, BsonTypes.UNDEFINED, BsonTypes.MIN_KEY, BsonTypes.MAX_KEY -> at;
      case BsonTypes.INT32 -> fixed(at, 4, limit);
      case BsonTypes.INT64, BsonTypes.DOUBLE, BsonTypes.DATE, BsonTypes.TIMESTAMP ->
          fixed(at, 8, limit);
      case BsonTypes.OBJECT_ID -> fixed(at, 12, limit);
      case BsonTypes.DECIMAL128 -> fixed(at, 16, limit);
      case BsonTypes.BOOLEAN -> bool(bytes, at, limit);
      case BsonTypes.STRING, BsonTypes.CODE, BsonTypes.SYMBOL -> stringEnd(bytes, at, limit);
      case BsonTypes.DOCUMENT, BsonTypes.ARRAY -> documentEnd(bytes, at, limit) + 1;
      case BsonTypes.BINARY -> binaryEnd(bytes, at, limit);
      case BsonTypes.REGEX -> nameEnd(bytes, nameEnd(bytes, at, limit) + 1, limit) + 1;
      case BsonTypes.DB_POINTER -> fixed(stringEnd(bytes, at, limit), 12, limit);
      case BsonTypes.CODE_WITH_SCOPE -> codeEnd(bytes, at, limit);
      default -> throw corrupt(at, "a value of unknown type 0x" + Integer.toHexString(type));
    };
  }

  private static int fixed(int at, int length, int limit) {
    if (limit - at < length) {
      throw corrupt(at, "a value of " + length + " bytes where " + (limit - at) + " are left");
    }
    return at + length;
  }

  private static int bool(byte[] bytes, int at, int limit) {
    int end = fixed(at, 1, limit);
    if (bytes[at] != 0 && bytes[at] != 1) {
      throw corrupt(at, "a boolean that is " + bytes[at]);
    }
    return end;
  }

  private static int stringEnd(byte[] bytes, int at, int limit) {
    int length = int32(bytes, fixed(at, 4, limit) - 4);
    if (length < 1 || length > limit - at - 4) {
      throw corrupt(at, "a string of " + length + " bytes where " + (limit - at - 4) + " are left");
    }
    int end = at + 4 + length;
    if (bytes[end - 1] != 0) {
      throw corrupt(end - 1, "a string does not end with 0");
    }
    return end;
  }

  private static int binaryEnd(byte[] bytes, int at, int limit) {
    int length = int32(bytes, fixed(at, 5, limit) - 5);
    if (length < 0 || length > limit - at - 5) {
      throw corrupt(at, "binary of " + length + " bytes where " + (limit - at - 5) + " are left");
    }
    if (bytes[at + 4] == 2 && (length < 4 || int32(bytes, at + 5) != length - 4)) {
      throw corrupt(at, "binary of subtype 2 whose two lengths disagree");
    }
    return at + 5 + length;
  }

  private static int codeEnd(byte[] bytes, int at, int limit) {
    int length = int32(bytes, fixed(at, 4, limit) - 4);
    if (length < 14 || length > limit - at) {
      throw corrupt(at, "code of " + length + " bytes where " + (limit - at) + " are left");
    }
    int end = at + length;
    if (documentEnd(bytes, stringEnd(bytes, at + 4, end), end) + 1 != end) {
      throw corrupt(at, "code with scope whose lengths disagree");
    }
    return end;
  }

  /**
   * Checks a whole document, all levels.
   *
   * @throws RefusedException at the first byte that is wrong
   */
  public static void check(byte[] bytes, int at, int limit) {
    check(bytes, at, limit, 0);
  }

  private static void check(byte[] bytes, int at, int limit, int depth) {
    int end = documentEnd(bytes, at, limit);
    if (depth > DEEPEST) {
      throw new RefusedException(at, "nested deeper than " + DEEPEST + " levels");
    }
    int next = at + 4;
    while (next < end) {
      int type = bytes[next] & 0xff;
      int value = nameEnd(bytes, next + 1, end) + 1;
      next = valueEnd(bytes, type, value, end);
      if (type == BsonTypes.DOCUMENT || type == BsonTypes.ARRAY) {
        check(bytes, value, next, depth + 1);
      } else if (type == BsonTypes.CODE_WITH_SCOPE) {
        check(bytes, stringEnd(bytes, value + 4, next), next, depth + 1);
      }
    }
  }

  /** The scope's position inside code with scope. */
  static int scope(byte[] bytes, int at) {
    return at + 8 + int32(bytes, at + 4);
  }

  /** Whether a slice says the same as a name. */
  public static boolean same(byte[] bytes, int at, int length, byte[] name) {
    return length == name.length && Arrays.equals(bytes, at, at + length, name, 0, length);
  }

  static RefusedException corrupt(int at, String what) {
    return new RefusedException(at, "not readable as BSON: " + what);
  }
}
