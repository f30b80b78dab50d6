package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a way by an index finds just the documents that match, so that they need not be
 * looked at: the demands are on the fields that the index narrows by, and of kinds and types that
 * the index judges as the query does.
 */
final class ExactMatch {

  private static final Set<String> LOWER = Set.of("$gt", "$gte");
  private static final Set<String> UPPER = Set.of("$lt", "$lte");

  private ExactMatch() {}

  static boolean by(IndexChoice choice, Document query) {
    if (choice.index().isMultikey() || query.isEmpty()) {
      return query.isEmpty();
    }
    List<String> fields = choice.index().fields();
    Set<String> pinned = new HashSet<>(fields.subList(0, choice.pinned().size()));
    String ranged = choice.range() == null ? null : fields.get(choice.pinned().size());
    Map<String, @Nullable Object> demands = new HashMap<>();
    return collect(query, demands)
        && demands.entrySet().stream()
            .allMatch(
                demand ->
                    pinned.contains(demand.getKey())
                        ? isPoints(demand.getValue())
                        : demand.getKey().equals(ranged) && isRange(demand.getValue()));
  }

  /** One demand a field, also of those under {@code $and}; false if there is anything else. */
  private static boolean collect(Document query, Map<String, @Nullable Object> demands) {
    for (Map.Entry<String, Object> demand : query.entrySet()) {
      String field = demand.getKey();
      if (field.equals("$and") && demand.getValue() instanceof Collection<?> parts) {
        if (!parts.stream().allMatch(part -> collect((Document) part, demands))) {
          return false;
        }
      } else if (field.startsWith("$") || demands.containsKey(field)) {
        return false;
      } else {
        demands.put(field, demand.getValue());
      }
    }
    return true;
  }

  private static boolean isPoints(@Nullable Object demand) {
    if (!(demand instanceof Document operators)) {
      return isPoint(demand);
    }
    if (operators.size() != 1) {
      return false;
    }
    return operators.get("$in") instanceof Collection<?> values
        ? values.stream().allMatch(ExactMatch::isPoint)
        : isPoint(operators.get("$eq"));
  }

  private static boolean isPoint(@Nullable Object value) {
    return isOrdered(value)
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Boolean;
  }

  /** Numbers are left to the matcher: below them all stands what is none. */
  private static boolean isOrdered(@Nullable Object value) {
    return value instanceof String || value instanceof ObjectId || value instanceof Instant;
  }

  private static boolean isRange(@Nullable Object demand) {
    if (!(demand instanceof Document operators)) {
      return false;
    }
    int lower = 0;
    int upper = 0;
    Class<?> type = null;
    for (Map.Entry<String, Object> operator : operators.entrySet()) {
      Object value = operator.getValue();
      lower += LOWER.contains(operator.getKey()) ? 1 : 0;
      upper += UPPER.contains(operator.getKey()) ? 1 : 0;
      if (!isOrdered(value) || (type != null && !type.isInstance(value))) {
        return false;
      }
      type = value.getClass();
    }
    return lower <= 1 && upper <= 1 && lower + upper == operators.size();
  }
}
