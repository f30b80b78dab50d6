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

  /** Of a class, for what is put into an array of an interface is checked each time. */
  private Field[] fields = new Field[USUAL];

  /** Of their names: most others are told apart by it. */
  private int[] lengths = new int[USUAL];

  private int size;

  private record Field(CharSequence name, CharSequence value) {}

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
    for (int i = 0; i < size; i++) {
      map.add(fields[i].name, fields[i].value);
    }
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The name of a field, from 0 on. */
  public CharSequence name(int index) {
    return fields[index].name;
  }

  /** The value of a field, from 0 on. */
  public CharSequence value(int index) {
    return fields[index].value;
  }

  /** Adds one behind all others. */
  public void add(CharSequence name, CharSequence value) {
    if (size == fields.length) {
      fields = Arrays.copyOf(fields, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    lengths[size] = name.length();
    fields[size++] = new Field(name, value);
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
      System.arraycopy(fields, at + 1, fields, at, size - at - 1);
      System.arraycopy(lengths, at + 1, lengths, at, size - at - 1);
      size--;
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
    return at < 0 ? null : fields[at].value.toString();
  }

  /** All values of a name in their order. */
  public List<String> all(CharSequence name) {
    List<String> all = new ArrayList<>();
    for (int at = find(name, 0); at >= 0; at = find(name, at + 1)) {
      all.add(fields[at].value.toString());
    }
    return all;
  }

  private int find(CharSequence name, int from) {
    int length = name.length();
    for (int i = from; i < size; i++) {
      if (lengths[i] == length && AsciiString.contentEqualsIgnoreCase(fields[i].name, name)) {
        return i;
      }
    }
    return -1;
  }
}
