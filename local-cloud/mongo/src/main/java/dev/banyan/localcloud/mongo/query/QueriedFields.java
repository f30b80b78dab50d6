package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.StoredDocument;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outermost fields that a query looks at: the others need not be decoded to know whether a
 * document matches.
 *
 * @param names null where that cannot be told
 */
record QueriedFields(@Nullable Set<String> names) {

  static final QueriedFields ALL = new QueriedFields(null);

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
        int dot = field.indexOf('.');
        names.add(dot < 0 ? field : field.substring(0, dot));
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

  /** What of a document has to be looked at. */
  Document of(StoredDocument document) {
    return names == null ? document.decode() : document.decode(names);
  }
}
