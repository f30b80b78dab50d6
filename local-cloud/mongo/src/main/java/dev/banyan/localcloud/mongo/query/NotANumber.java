package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.NumberOrder;
import dev.banyan.localcloud.mongo.index.OrderedIndex;
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

  private NotANumber() {}

  /** Whether a match by the base stands, as far as the query's own fields and $and go. */
  static boolean allows(Document document, Document query) {
    for (Map.Entry<String, Object> demand : query.entrySet()) {
      if (demand.getKey().equals("$and") && demand.getValue() instanceof Collection<?> parts) {
        if (!parts.stream().allMatch(part -> allows(document, (Document) part))) {
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
        Object value = OrderedIndex.valueOf(document, field);
        boolean orEqual = operator.getKey().endsWith("e");
        if (NumberOrder.isNotANumber(bound)
            ? !(orEqual && isOrHolds(value))
            : NumberOrder.isNotANumber(value)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isOrHolds(@Nullable Object value) {
    return NumberOrder.isNotANumber(value)
        || (value instanceof Collection<?> array
            && array.stream().anyMatch(NumberOrder::isNotANumber));
  }
}
