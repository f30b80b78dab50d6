package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.banyan.jobs.image.RefusedException;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.Index;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The attributes that are keys of an index: DynamoDB refuses a whole item if one of them is there
 * with another type, or empty. An item without it is simply not in the index.
 */
final class IndexKeys {

  private final Map<KeyAttribute, Integer> limits = new LinkedHashMap<>();

  IndexKeys(TableSpec table) {
    for (Index index : table.indexes()) {
      limits.merge(index.partition(), KeyWriter.MAX_PARTITION, Math::min);
      KeyAttribute sort = index.sort();
      if (sort != null) {
        limits.merge(sort, KeyWriter.MAX_SORT, Math::min);
      }
    }
  }

  boolean isEmpty() {
    return limits.isEmpty();
  }

  /** Refuses the item if it does not fit its indexes. */
  void check(EncodedItem item) {
    limits.forEach((key, limit) -> check(item, key, limit));
  }

  private static void check(EncodedItem item, KeyAttribute key, int limit) {
    byte[] name = AttributeName.of(key.name()).json();
    byte[] array = item.array();
    for (int i = 0; i < item.attributes(); i++) {
      int at = item.nameOffset(i);
      if (Arrays.equals(array, at, at + item.nameLength(i), name, 0, name.length)) {
        value(key, limit, array, item.valueOffset(i), item.valueLength(i));
      }
    }
  }

  /** Of {@code {"S":"…"}}. */
  private static void value(KeyAttribute key, int limit, byte[] array, int at, int length) {
    boolean typed = array[at + 2] == key.type() && array[at + 3] == '"';
    int from = at + "{\"S\":\"".length();
    int to = at + length - "\"}".length();
    if (!typed || from == to) {
      throw new RefusedException(
          key.name(),
          "is key of an index, which takes "
              + key.type()
              + " that is not empty: "
              + new String(array, at, Math.min(length, 40), UTF_8)
              + "; 'types' or 'exclude' can say what to do");
    }
    int bytes = key.type() == 'B' ? decoded(array, from, to) : unescaped(array, from, to);
    if (bytes > limit) {
      throw new RefusedException(
          key.name(), "is key of an index and has " + bytes + " bytes; DynamoDB takes " + limit);
    }
  }

  /** Bytes that base64 stands for. */
  private static int decoded(byte[] array, int from, int to) {
    int padding = array[to - 2] == '=' ? 2 : array[to - 1] == '=' ? 1 : 0;
    return (to - from) / 4 * 3 - padding;
  }

  /** Bytes of a text whose escapes are those of {@code JsonBuffer}: all stand for one byte. */
  private static int unescaped(byte[] array, int from, int to) {
    int bytes = 0;
    for (int at = from; at < to; bytes++) {
      at += array[at] != '\\' ? 1 : array[at + 1] == 'u' ? 6 : 2;
    }
    return bytes;
  }
}
