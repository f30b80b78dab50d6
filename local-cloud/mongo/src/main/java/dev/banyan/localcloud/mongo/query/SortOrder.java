package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.BsonOrder;
import dev.banyan.localcloud.mongo.index.IndexKeys;
import dev.banyan.localcloud.mongo.index.OrderedIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The order that a query asks for. */
public record SortOrder(List<Field> fields, boolean naturalBackwards) {

  /** An empty array sorts before null and what is missing. */
  private static final Object EMPTY_ARRAY = BsonOrder.before(null);

  static final SortOrder NONE = new SortOrder(List.of(), false);

  /** How an index can give the order. */
  enum Match {
    NONE,
    FORWARDS,
    BACKWARDS
  }

  record Field(String name, boolean ascending) {}

  public static SortOrder of(@Nullable Document sort) {
    if (sort == null || sort.isEmpty()) {
      return NONE;
    }
    if (sort.containsKey("$natural")) {
      return new SortOrder(List.of(), isDescending(sort.get("$natural")));
    }
    List<Field> fields = new ArrayList<>();
    for (Map.Entry<String, Object> entry : sort.entrySet()) {
      fields.add(new Field(entry.getKey(), !isDescending(entry.getValue())));
    }
    return new SortOrder(List.copyOf(fields), false);
  }

  private static boolean isDescending(@Nullable Object direction) {
    return direction instanceof Number number && number.intValue() < 0;
  }

  boolean isNone() {
    return fields.isEmpty();
  }

  /**
   * Compares the fields behind those that the query pins. Fields pinned to one value do not matter
   * to the order; one pinned to several is merged over, so the order must not name it.
   */
  Match match(OrderedIndex index, List<Constraint> pinned) {
    List<String> names = index.fields();
    List<Field> rest = fields.stream().filter(field -> !isPinned(field, names, pinned)).toList();
    if (rest.isEmpty()) {
      return Match.FORWARDS;
    }
    if (rest.size() > names.size() - pinned.size()) {
      return Match.NONE;
    }
    boolean backwards = rest.get(0).ascending() != index.order().ascending()[pinned.size()];
    for (int i = 0; i < rest.size(); i++) {
      int at = pinned.size() + i;
      boolean flipped = rest.get(i).ascending() != index.order().ascending()[at];
      if (!rest.get(i).name().equals(names.get(at)) || flipped != backwards) {
        return Match.NONE;
      }
    }
    return backwards ? Match.BACKWARDS : Match.FORWARDS;
  }

  private static boolean isPinned(Field field, List<String> names, List<Constraint> pinned) {
    int at = names.indexOf(field.name());
    if (at < 0 || at >= pinned.size()) {
      return false;
    }
    List<@Nullable Object> points = pinned.get(at).points();
    return points != null && points.size() <= 1;
  }

  /** What of a document the order looks at. */
  QueriedFields queried() {
    Document named = new Document();
    fields.forEach(field -> named.put(field.name(), true));
    return QueriedFields.of(named);
  }

  @Nullable Object[] keyOf(Document document) {
    return fields.stream()
        .map(field -> keyOf(IndexKeys.valueOf(document, field.name()), field.ascending()))
        .toArray();
  }

  /** An array sorts by its least element, or its greatest if the order is descending. */
  private static @Nullable Object keyOf(@Nullable Object value, boolean ascending) {
    if (!(value instanceof Collection<?> elements)) {
      return value;
    }
    if (elements.isEmpty()) {
      return EMPTY_ARRAY;
    }
    Object best = null;
    boolean first = true;
    for (Object element : elements) {
      int order = first ? -1 : BsonOrder.INSTANCE.compare(element, best);
      best = first || (ascending ? order < 0 : order > 0) ? element : best;
      first = false;
    }
    return best;
  }

  Comparator<@Nullable Object[]> comparator() {
    return (left, right) -> {
      for (int i = 0; i < left.length; i++) {
        int values = BsonOrder.INSTANCE.compare(left[i], right[i]);
        if (values != 0) {
          return fields.get(i).ascending() ? values : -values;
        }
      }
      return 0;
    };
  }
}
