package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.verify.expect.Raw.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an item's values come from: the document, and the element that the item is made of, if any.
 *
 * @param fields of the document
 * @param as name by which paths mean the element; null if there is none
 */
record Source(List<Field> fields, @Nullable String as, @Nullable Raw element, int index) {

  static Source of(Raw document) {
    return new Source(document.fields(), null, null, 0);
  }

  Source element(String name, Raw value, int at) {
    return new Source(fields, name, value, at);
  }

  /**
   * The value at a path; null if there is none.
   *
   * @throws Refusal if the path leads to two, because a document may have a name twice
   */
  @Nullable Raw at(FieldPath path) {
    List<String> names = path.names();
    if (element == null || as == null) {
      return single(fields, names, path);
    }
    if (names.equals(List.of("#"))) {
      return Raw.int32(index);
    }
    if (!path.first().equals(as)) {
      return single(fields, names, path);
    }
    if (names.size() == 1) {
      return element;
    }
    return element.type() == Raw.DOCUMENT
        ? single(element.fields(), names.subList(1, names.size()), path)
        : null;
  }

  private static @Nullable Raw single(List<Field> fields, List<String> names, FieldPath path) {
    List<Raw> found = new ArrayList<>(1);
    find(fields, names, found);
    if (found.size() > 1) {
      throw new Refusal(path + " is there twice, and the mapping needs its value");
    }
    return found.isEmpty() ? null : found.get(0);
  }

  private static void find(List<Field> fields, List<String> names, List<Raw> found) {
    String first = names.get(0);
    for (Field field : fields) {
      if (first.equals(field.name())) {
        Raw value = field.value();
        if (names.size() == 1) {
          found.add(value);
        } else if (value.type() == Raw.DOCUMENT || value.type() == Raw.ARRAY) {
          find(value.fields(), names.subList(1, names.size()), found);
        }
      }
    }
  }
}
