package dev.banyan.jobs.plan;

import dev.banyan.jobs.image.BsonScan;
import dev.banyan.jobs.image.BsonTypes;
import dev.banyan.jobs.image.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.bson.types.Decimal128;

/**
 * Which types occur at which paths. Elements of an array share the path {@code *}. Remembers a
 * bounded number of paths and counts the values at any others, so that documents which use data as
 * field names do not fill the memory.
 */
final class PathTypes {

  private static final int MOST_PATHS = 10_000;

  /** Levels below the top whose paths are told apart. */
  static final int DEEPEST = 20;

  private final Map<String, Map<String, Long>> paths = new TreeMap<>();
  private long beyond;
  private long unfit;
  private long normalised;

  void add(byte[] bytes, int at, int limit) {
    document("", bytes, at, limit, false, 0);
  }

  private void document(String prefix, byte[] bytes, int at, int limit, boolean array, int depth) {
    int end = BsonScan.documentEnd(bytes, at, limit);
    int next = at + 4;
    while (next < end) {
      int type = bytes[next] & 0xff;
      int name = next + 1;
      int value = BsonScan.nameEnd(bytes, name, end) + 1;
      next = BsonScan.valueEnd(bytes, type, value, end);
      String own = array ? "*" : escaped(bytes, name, value - 1 - name);
      String path = prefix.isEmpty() ? own : prefix + "." + own;
      count(path, kind(bytes, type, value, next));
      numbers(bytes, type, value);
      if ((type == BsonTypes.DOCUMENT || type == BsonTypes.ARRAY) && depth < DEEPEST) {
        document(path, bytes, value, next, type == BsonTypes.ARRAY, depth + 1);
      }
    }
  }

  private static String escaped(byte[] bytes, int at, int length) {
    String name = new String(bytes, at, length, StandardCharsets.UTF_8);
    return name.replace("\\", "\\\\").replace(".", "\\.");
  }

  private static String kind(byte[] bytes, int type, int at, int end) {
    boolean uuid = type == BsonTypes.BINARY && bytes[at + 4] == 4 && end - at == 21;
    return uuid ? "uuid" : BsonTypes.name(type);
  }

  private void count(String path, String type) {
    Map<String, Long> types = paths.get(path);
    if (types == null) {
      if (paths.size() == MOST_PATHS) {
        beyond++;
        return;
      }
      types = new TreeMap<>();
      paths.put(path, types);
    }
    types.merge(type, 1L, Long::sum);
  }

  private void numbers(byte[] bytes, int type, int at) {
    if (type == BsonTypes.DECIMAL128) {
      Numbers.Fit fit =
          Numbers.fit(
              Decimal128.fromIEEE754BIDEncoding(
                  BsonScan.int64(bytes, at + 8), BsonScan.int64(bytes, at)));
      normalised += fit == Numbers.Fit.NORMALISED ? 1 : 0;
      unfit += fit.compareTo(Numbers.Fit.NORMALISED) > 0 ? 1 : 0;
    } else if (type == BsonTypes.DOUBLE) {
      unfit += Numbers.fits(Double.longBitsToDouble(BsonScan.int64(bytes, at))) ? 0 : 1;
    }
  }

  /** Type to count, by path. */
  Map<String, Map<String, Long>> paths() {
    return Collections.unmodifiableMap(paths);
  }

  /** Values at paths that it did not remember. */
  long beyond() {
    return beyond;
  }

  /** Numbers that are no DynamoDB numbers. */
  long unfit() {
    return unfit;
  }

  /** Decimals whose trailing zeros or exponent DynamoDB's number would not give back. */
  long normalised() {
    return normalised;
  }
}
