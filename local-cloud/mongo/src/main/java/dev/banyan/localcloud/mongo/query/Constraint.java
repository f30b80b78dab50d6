package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import dev.banyan.localcloud.mongo.bson.BsonOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a query demands of one field, as far as an index can use it: some values, or a range. It may
 * admit more documents than the query does, never fewer; the query itself is still applied.
 *
 * @param points the only values allowed, ascending; null where there is no such list
 */
record Constraint(
    @Nullable List<@Nullable Object> points, @Nullable Bound lower, @Nullable Bound upper) {

  /** One end of a range. */
  record Bound(Object value, boolean inclusive) {}

  private static final Constraint NONE = new Constraint(null, null, null);

  /** The usable constraints of a query by field, each field's in the order of the query. */
  static Map<String, List<Constraint>> of(Document query) {
    Map<String, List<Constraint>> constraints = new LinkedHashMap<>();
    collect(query, constraints);
    return constraints;
  }

  private static void collect(Document query, Map<String, List<Constraint>> constraints) {
    query.forEach(
        (field, demand) -> {
          if (field.equals("$and") && demand instanceof Collection<?> parts) {
            parts.forEach(part -> collect((Document) part, constraints));
          } else if (!field.startsWith("$")) {
            add(field, demand, constraints);
          }
        });
  }

  private static void add(
      String field, @Nullable Object demand, Map<String, List<Constraint>> constraints) {
    Constraint constraint = parse(demand);
    if (!constraint.equals(NONE)) {
      constraints.computeIfAbsent(field, name -> new ArrayList<>()).add(constraint);
    }
  }

  private static Constraint parse(@Nullable Object demand) {
    if (demand instanceof Document document && hasOperators(document)) {
      Constraint result = NONE;
      for (Map.Entry<String, Object> operator : document.entrySet()) {
        result = result.and(parse(operator.getKey(), operator.getValue()));
      }
      return result;
    }
    return isIndexable(demand) ? points(List.of(new Value(demand))) : NONE;
  }

  private static Constraint parse(String operator, @Nullable Object operand) {
    if (operator.equals("$in") && operand instanceof Collection<?> values) {
      return values.stream().allMatch(Constraint::isIndexable)
          ? points(values.stream().map(Value::new).toList())
          : NONE;
    }
    if (!isIndexable(operand)) {
      return NONE;
    }
    return operator.equals("$eq") ? points(List.of(new Value(operand))) : range(operator, operand);
  }

  private static Constraint range(String operator, @Nullable Object operand) {
    if (operand == null) {
      return NONE;
    }
    return switch (operator) {
      case "$gt" -> new Constraint(null, new Bound(operand, false), null);
      case "$gte" -> new Constraint(null, new Bound(operand, true), null);
      case "$lt" -> new Constraint(null, null, new Bound(operand, false));
      case "$lte" -> new Constraint(null, null, new Bound(operand, true));
      default -> NONE;
    };
  }

  /** Holds a value that may be null, in collections that must not. */
  private record Value(@Nullable Object value) {}

  private static Constraint points(List<Value> values) {
    TreeSet<@Nullable Object> sorted = new TreeSet<>(BsonOrder.INSTANCE);
    values.forEach(value -> sorted.add(value.value()));
    return new Constraint(new ArrayList<>(sorted), null, null);
  }

  private static boolean hasOperators(Document document) {
    return document.keySet().stream().anyMatch(key -> key.startsWith("$"));
  }

  private static boolean isIndexable(@Nullable Object value) {
    if (value instanceof Document document) {
      return !hasOperators(document);
    }
    return !(value instanceof Collection
        || value instanceof BsonRegularExpression
        || value instanceof BsonJavaScript);
  }

  /** Both constraints at once, for a field that holds one value. */
  Constraint and(Constraint other) {
    if (points != null) {
      return this;
    }
    if (other.points != null) {
      return other;
    }
    return new Constraint(
        null, lower != null ? lower : other.lower, upper != null ? upper : other.upper);
  }

  /** For a field that may hold an array: different elements may satisfy the two ends. */
  Constraint oneEnded() {
    return lower != null ? new Constraint(points, lower, null) : this;
  }

  /** Whether no document without the field can satisfy this. */
  boolean needsField() {
    if (points != null) {
      return points.stream().noneMatch(point -> point == null);
    }
    return !(isExtreme(lower) || isExtreme(upper));
  }

  private static boolean isExtreme(@Nullable Bound bound) {
    return bound != null && (bound.value() instanceof MinKey || bound.value() instanceof MaxKey);
  }

  /** Where the range starts in ascending order: a value, or the edge of the other end's type. */
  @Nullable Object start() {
    if (lower != null) {
      return lower.value();
    }
    return upper == null || isExtreme(upper)
        ? MinKey.getInstance()
        : BsonOrder.before(upper.value());
  }

  @Nullable Object end() {
    if (upper != null) {
      return upper.value();
    }
    return lower == null || isExtreme(lower)
        ? MaxKey.getInstance()
        : BsonOrder.after(lower.value());
  }

  boolean includesStart() {
    return lower == null || lower.inclusive();
  }

  boolean includesEnd() {
    return upper == null || upper.inclusive();
  }
}
