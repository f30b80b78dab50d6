package dev.banyan.localcloud.mongo.index;

import de.bwaldvogel.mongo.bson.ObjectId;
import dev.banyan.localcloud.mongo.bson.BsonOrder;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key as bytes that stand in the order of the index, so that one comparison of bytes does for all
 * fields. No value's bytes are the beginning of another's, so a prefix of the fields is a prefix of
 * the bytes. Holds the types that keys usually have; other keys have no bytes and are compared
 * value by value, in the same order.
 *
 * <ul>
 *   <li>a byte for the place of the type, as {@link BsonOrder} has it
 *   <li>whole numbers of any type, dates: 8 bytes, the sign turned over
 *   <li>text: UTF-8, 0 as {@code 00 FF}, ended by {@code 00 00}
 *   <li>ObjectIds and booleans: their bytes; null and what is missing: nothing more
 *   <li>in a descending field all bits turned over
 * </ul>
 */
final class KeyBytes {

  /** Beyond this a double does not hold every whole number. */
  private static final double EXACT = 1L << 53;

  private static final int NANOS_PER_MILLI = 1_000_000;

  private byte[] bytes = new byte[48];
  private int length;

  private KeyBytes() {}

  /** The bytes of a key or of a prefix of one; null if a value is of another type. */
  static byte @Nullable [] of(@Nullable Object[] values, boolean[] ascending) {
    KeyBytes key = new KeyBytes();
    for (int i = 0; i < values.length; i++) {
      int start = key.length;
      if (!key.add(values[i])) {
        return null;
      }
      if (!ascending[i]) {
        key.turnOver(start);
      }
    }
    return Arrays.copyOf(key.bytes, key.length);
  }

  private boolean add(@Nullable Object value) {
    if (value instanceof String text) {
      put(BsonOrder.place(text));
      return text(text);
    } else if (value instanceof ObjectId id) {
      put(BsonOrder.place(id));
      put(id.toByteArray());
    } else if (value instanceof Boolean flag) {
      put(BsonOrder.place(flag));
      put(flag ? 1 : 0);
    } else if (value == null) {
      put(BsonOrder.place(null));
    } else {
      Long whole = whole(value);
      if (whole == null) {
        return false;
      }
      put(BsonOrder.place(value));
      put(whole);
    }
    return true;
  }

  private static @Nullable Long whole(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    } else if (value instanceof Double number) {
      return number == Math.rint(number) && Math.abs(number) < EXACT ? number.longValue() : null;
    } else if (value instanceof Instant date) {
      return date.getNano() % NANOS_PER_MILLI == 0 ? date.toEpochMilli() : null;
    }
    return null;
  }

  /** False if the text is not well-formed and so has no UTF-8. */
  private boolean text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        put(0);
        put(0xFF);
      } else if (c < 0x80) {
        put(c);
      } else if (!Character.isSurrogate(c)) {
        multiByte(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        multiByte(text.codePointAt(i));
        i++;
      } else {
        return false;
      }
    }
    put(0);
    put(0);
    return true;
  }

  private void multiByte(int point) {
    if (point < 0x800) {
      put(0xC0 | point >> 6);
    } else {
      if (point < 0x10000) {
        put(0xE0 | point >> 12);
      } else {
        put(0xF0 | point >> 18);
        put(0x80 | point >> 12 & 0x3F);
      }
      put(0x80 | point >> 6 & 0x3F);
    }
    put(0x80 | point & 0x3F);
  }

  private void put(long number) {
    long unsigned = number ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      put((int) (unsigned >>> shift));
    }
  }

  private void put(byte[] more) {
    for (byte each : more) {
      put(each);
    }
  }

  private void put(int oneByte) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) oneByte;
  }

  private void turnOver(int from) {
    for (int i = from; i < length; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
  }
}
