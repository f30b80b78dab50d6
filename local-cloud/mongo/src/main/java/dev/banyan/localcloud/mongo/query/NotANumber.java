package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.NumberOrder;
import dev.banyan.localcloud.mongo.index.IndexKeys;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Comparison with not-a-number, which the base takes for the greatest number: in queries it is
 * equal to itself, and neither less nor greater than any number. See <a
 * href="https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/">Comparison/Sort
 * Order</a>.
 */
final class NotANumber {

  private static final Set<String> COMPARISONS = Set.of("$gt", "$gte", "$lt", "$lte");
  private static final Set<String> LOGICAL = Set.of("$and", "$or", "$nor");

  private NotANumber() {}

  /** Whether a match by the base stands, but for what $not and $nor say. */
  static boolean allows(Document document, Document query) {
    for (Map.Entry<String, Object> demand : query.entrySet()) {
      if (demand.getKey().equals("$and") && demand.getValue() instanceof Collection<?> parts) {
        if (!parts.stream().allMatch(part -> allows(document, (Document) part))) {
          return false;
        }
      } else if (demand.getKey().equals("$or")
          && demand.getValue() instanceof Collection<?> parts) {
        if (parts.stream().noneMatch(part -> matches(document, (Document) part))) {
          return false;
        }
      } else if (demand.getValue() instanceof Document operators
          && !allows(document, demand.getKey(), operators)) {
        return false;
      }
    }
    return true;
  }

  private static boolean allows(Document document, String field, Document operators) {
    for (Map.Entry<String, Object> operator : operators.entrySet()) {
      if (COMPARISONS.contains(operator.getKey()) && operator.getValue() instanceof Number bound) {
        Object value = IndexKeys.valueOf(document, field);
        boolean orEqual = operator.getKey().endsWith("e");
        if (NumberOrder.isNotANumber(bound)
            ? !(orEqual && isOrHolds(value))
            : NumberOrder.isNotANumber(value)) {
          return false;
        }
      } else if (operator.getKey().equals("$elemMatch")
          && operator.getValue() instanceof Document each
          && !holdsMatch(IndexKeys.valueOf(document, field), each)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(Document document, Document query) {
    return new DefaultQueryMatcher().matches(document, query) && allows(document, query);
  }

  private static boolean holdsMatch(@Nullable Object array, Document demand) {
    return !(array instanceof Collection<?> elements)
        || elements.stream().anyMatch(element -> matchesElement(element, demand));
  }

  private static boolean matchesElement(@Nullable Object element, Document demand) {
    boolean byOperators =
        demand.keySet().stream().anyMatch(key -> key.startsWith("$") && !LOGICAL.contains(key));
    if (byOperators) {
      return matches(new Document("element", element), new Document("element", demand));
    }
    return element instanceof Document document && matches(document, demand);
  }

  /** Whether a query compares by size at all; where it does not, the base is right. */
  static boolean mayMatter(@Nullable Object query) {
    if (query instanceof Document document) {
      return document.entrySet().stream()
          .anyMatch(e -> COMPARISONS.contains(e.getKey()) || mayMatter(e.getValue()));
    }
    return query instanceof Collection<?> parts && parts.stream().anyMatch(NotANumber::mayMatter);
  }

  private static boolean isOrHolds(@Nullable Object value) {
    return NumberOrder.isNotANumber(value)
        || (value instanceof Collection<?> array
            && array.stream().anyMatch(NumberOrder::isNotANumber));
  }
}
