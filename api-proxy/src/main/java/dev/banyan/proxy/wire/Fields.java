package dev.banyan.proxy.wire;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head in their order. There are few, so that looking through them costs less than
 * a table of them would, and a proxy mostly passes them on as they are. Names are found in any
 * case, and kept as they were written. Not thread-safe.
 */
public final class Fields {

  private static final int USUAL = 16;

  /** A name, its value, the next name. */
  private CharSequence[] entries = new CharSequence[2 * USUAL];

  private int end;

  /** None. */
  public Fields() {}

  /** Those of a map. */
  public static Fields of(MultiMap map) {
    Fields fields = new Fields();
    for (Map.Entry<String, String> field : map) {
      fields.add(field.getKey(), field.getValue());
    }
    return fields;
  }

  /** Adds all of them to a map. */
  public void copyTo(MultiMap map) {
    for (int i = 0; i < end; i += 2) {
      map.add(entries[i], entries[i + 1]);
    }
  }

  /** How many there are. */
  public int size() {
    return end / 2;
  }

  /** The name of a field, from 0 on. */
  public CharSequence name(int index) {
    return entries[2 * index];
  }

  /** The value of a field, from 0 on. */
  public CharSequence value(int index) {
    return entries[2 * index + 1];
  }

  /** Adds one behind all others. */
  public void add(CharSequence name, CharSequence value) {
    if (end == entries.length) {
      entries = Arrays.copyOf(entries, 2 * end);
    }
    entries[end++] = name;
    entries[end++] = value;
  }

  /** Adds one in place of all of its name. */
  public void set(CharSequence name, CharSequence value) {
    remove(name);
    add(name, value);
  }

  /** Removes all of a name. */
  public void remove(CharSequence name) {
    int at = find(name, 0);
    while (at >= 0) {
      System.arraycopy(entries, at + 2, entries, at, end - at - 2);
      end -= 2;
      at = find(name, at);
    }
  }

  /** Whether there is one of a name. */
  public boolean contains(CharSequence name) {
    return find(name, 0) >= 0;
  }

  /** The first value of a name, null if there is none. */
  public @Nullable String get(CharSequence name) {
    int at = find(name, 0);
    return at < 0 ? null : entries[at + 1].toString();
  }

  /** All values of a name in their order. */
  public List<String> all(CharSequence name) {
    List<String> all = new ArrayList<>();
    for (int at = find(name, 0); at >= 0; at = find(name, at + 2)) {
      all.add(entries[at + 1].toString());
    }
    return all;
  }

  private int find(CharSequence name, int from) {
    int length = name.length();
    for (int i = from; i < end; i += 2) {
      CharSequence each = entries[i];
      if (each == name
          || (each.length() == length && AsciiString.contentEqualsIgnoreCase(each, name))) {
        return i;
      }
    }
    return -1;
  }
}
