package dev.banyan.localcloud.mongo.index;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.CannotIndexParallelArraysError;
import dev.banyan.localcloud.mongo.bson.BsonOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys under which an index has a document. See <a
 * href="https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/">Multikey
 * Indexes</a>.
 */
public final class IndexKeys {

  private final List<String> fields;
  private final boolean sparse;
  private final IndexOptions options;
  private volatile boolean sawArray;

  IndexKeys(List<String> fields, boolean sparse, IndexOptions options) {
    this.fields = fields;
    this.sparse = sparse;
    this.options = options;
  }

  List<String> fields() {
    return fields;
  }

  /** Whether some document had an array in an indexed field. */
  boolean sawArray() {
    return sawArray;
  }

  /** The keys of a document: one, or one for each element if a field holds an array. */
  Collection<@Nullable Object[]> of(Document document) {
    if (!options.covers(document)) {
      return List.of();
    }
    @Nullable Object[] key = new @Nullable Object[fields.size()];
    boolean present = false;
    int arrayAt = -1;
    for (int i = 0; i < key.length; i++) {
      Object value = valueOf(document, fields.get(i));
      present |= !(value instanceof Missing);
      key[i] = value instanceof Missing ? null : value;
      arrayAt = value instanceof Collection ? oneArray(arrayAt, i) : arrayAt;
    }
    if (sparse && !present) {
      return List.of();
    }
    return arrayAt < 0 ? Collections.singletonList(key) : keysPerElement(key);
  }

  private int oneArray(int before, int now) {
    if (before >= 0 && !samePath(fields.get(before), fields.get(now))) {
      throw new CannotIndexParallelArraysError(List.of(fields.get(now), fields.get(before)));
    }
    sawArray = true;
    return now;
  }

  private static boolean samePath(String left, String right) {
    return Objects.equals(Utils.firstFragment(left), Utils.firstFragment(right));
  }

  private Collection<@Nullable Object[]> keysPerElement(@Nullable Object[] key) {
    int length = 1;
    for (Object value : key) {
      length = Math.max(length, value instanceof Collection<?> array ? array.size() : 1);
    }
    TreeSet<@Nullable Object[]> keys =
        new TreeSet<>((left, right) -> Arrays.compare(left, right, BsonOrder.INSTANCE));
    for (int element = 0; element < length; element++) {
      keys.add(keyOfElement(key, element));
    }
    return keys;
  }

  private static @Nullable Object[] keyOfElement(@Nullable Object[] key, int element) {
    @Nullable Object[] result = key.clone();
    for (int i = 0; i < key.length; i++) {
      if (key[i] instanceof Collection<?> array) {
        List<?> elements = new ArrayList<>(array);
        Object value = element < elements.size() ? elements.get(element) : null;
        result[i] = value instanceof Missing ? null : value;
      }
    }
    return result;
  }

  public static @Nullable Object valueOf(Document document, String field) {
    return field.indexOf('.') < 0
        ? document.getOrMissing(field)
        : Utils.getSubdocumentValueCollectionAware(document, field);
  }
}
