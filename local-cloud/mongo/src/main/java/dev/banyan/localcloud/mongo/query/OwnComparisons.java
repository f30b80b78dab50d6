package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.BsonOrder;
import dev.banyan.localcloud.mongo.index.IndexKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of types that the base cannot compare, or only within one of its classes: binary data of
 * any subtype, code, symbols, DBPointers. They are taken out of what the base matches.
 *
 * @param rest of the query, for the base
 */
record OwnComparisons(Document rest, List<Bound> bounds) {

  private static final Set<String> OPERATORS = Set.of("$gt", "$gte", "$lt", "$lte");

  /** One comparison. */
  private record Bound(String field, String operator, Object operand) {
    boolean admits(Document document) {
      Object value = IndexKeys.valueOf(document, field);
      return value instanceof Collection<?> elements
          ? elements.stream().anyMatch(this::admits)
          : admits(value);
    }

    private boolean admits(@Nullable Object value) {
      if (!BsonOrder.isSameType(value, operand)) {
        return false;
      }
      int order = BsonOrder.INSTANCE.compare(value, operand);
      boolean beyond = operator.startsWith("$g") ? order > 0 : order < 0;
      return beyond || (order == 0 && operator.endsWith("e"));
    }
  }

  static OwnComparisons in(Document query) {
    List<Bound> bounds = new ArrayList<>();
    Document rest = new Document();
    query.forEach(
        (field, demand) -> {
          Object left =
              field.equals("$and") && demand instanceof Collection<?> parts
                  ? without(parts, bounds)
                  : without(field, demand, bounds);
          if (left == demand
              || (left instanceof Collection<?> parts && !parts.isEmpty())
              || (left instanceof Document operators && !operators.isEmpty())) {
            rest.put(field, left);
          }
        });
    return new OwnComparisons(bounds.isEmpty() ? query : rest, bounds);
  }

  private static List<Document> without(Collection<?> parts, List<Bound> bounds) {
    List<Document> left = new ArrayList<>();
    for (Object part : parts) {
      OwnComparisons own = in((Document) part);
      bounds.addAll(own.bounds());
      if (!own.rest().isEmpty()) {
        left.add(own.rest());
      }
    }
    return left;
  }

  private static @Nullable Object without(
      String field, @Nullable Object demand, List<Bound> bounds) {
    if (field.startsWith("$") || !(demand instanceof Document operators)) {
      return demand;
    }
    Document left = new Document();
    for (Map.Entry<String, Object> operator : operators.entrySet()) {
      if (OPERATORS.contains(operator.getKey()) && BsonOrder.isOwnType(operator.getValue())) {
        bounds.add(new Bound(field, operator.getKey(), operator.getValue()));
      } else {
        left.put(operator.getKey(), operator.getValue());
      }
    }
    return left.size() == operators.size() ? demand : left;
  }

  boolean admit(Document document) {
    return bounds.stream().allMatch(bound -> bound.admits(document));
  }
}
