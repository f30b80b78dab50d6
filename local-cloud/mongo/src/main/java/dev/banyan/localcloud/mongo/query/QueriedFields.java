package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.StoredDocument;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outermost fields that a query or a projection looks at: the others need not be decoded.
 *
 * @param names null where that cannot be told
 */
public record QueriedFields(@Nullable Set<String> names) {

  static final QueriedFields ALL = new QueriedFields(null);

  private static final String ID = "_id";
  private static final Set<String> LOGICAL = Set.of("$and", "$or", "$nor");

  static QueriedFields of(Document query) {
    Set<String> names = new HashSet<>();
    return collect(query, names) ? new QueriedFields(names) : ALL;
  }

  /** False if the query may look at anything. */
  private static boolean collect(Document query, Set<String> names) {
    for (Map.Entry<String, Object> demand : query.entrySet()) {
      String field = demand.getKey();
      if (!field.startsWith("$")) {
        names.add(outermost(field));
      } else if (!LOGICAL.contains(field) || !collectAll(demand.getValue(), names)) {
        return false;
      }
    }
    return true;
  }

  private static boolean collectAll(@Nullable Object parts, Set<String> names) {
    return parts instanceof Collection<?> list
        && list.stream().allMatch(part -> part instanceof Document query && collect(query, names));
  }

  /** What a projection of the simple kind keeps: names, and whether to include them. */
  public static QueriedFields ofProjection(Document projection) {
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, Object> field : projection.entrySet()) {
      if (isTrue(field.getValue())) {
        names.add(outermost(field.getKey()));
      } else if (!field.getKey().equals(ID)) {
        return ALL;
      }
    }
    return names.isEmpty() ? ALL : new QueriedFields(withId(names));
  }

  private static Set<String> withId(Set<String> names) {
    names.add(ID);
    return names;
  }

  private static boolean isTrue(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() != 0 : Boolean.TRUE.equals(value);
  }

  private static String outermost(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  /** Whether this is the {@code _id} and nothing else. */
  public boolean isIdOnly() {
    return names != null && names.size() == 1 && names.contains(ID);
  }

  /** What of a document has to be looked at. */
  public Document of(StoredDocument document) {
    return names == null ? document.decode() : document.decode(names);
  }
}
