package dev.banyan.localcloud.mongo.query;

import dev.banyan.localcloud.mongo.index.OrderedIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way to answer a query by one index.
 *
 * @param pinned constraints with points, on the leading fields of the index
 * @param range a constraint on the field after them
 * @param sorted whether the entries come in the order asked for
 * @param backwards whether they do so from the end of the index
 */
record IndexChoice(
    OrderedIndex index,
    List<Constraint> pinned,
    @Nullable Constraint range,
    boolean sorted,
    boolean backwards) {

  /** Beyond this many combinations of values, fewer leading fields are used. */
  private static final int MOST_RANGES = 100_000;

  /** First what narrows most, then what spares sorting. */
  static final Comparator<IndexChoice> BY_WORTH =
      Comparator.comparing(IndexChoice::findsOne)
          .thenComparing(IndexChoice::narrowing)
          .thenComparing(IndexChoice::sorted);

  static IndexChoice of(
      OrderedIndex index, Map<String, List<Constraint>> constraints, SortOrder sort) {
    List<Constraint> pinned = new ArrayList<>();
    int ranges = 1;
    for (String field : index.fields()) {
      Constraint constraint = on(field, index, constraints);
      List<@Nullable Object> points = constraint == null ? null : constraint.points();
      if (constraint == null || points == null || (long) ranges * points.size() > MOST_RANGES) {
        break;
      }
      pinned.add(constraint);
      ranges *= points.size();
    }
    return of(index, pinned, constraints, sort);
  }

  private static IndexChoice of(
      OrderedIndex index,
      List<Constraint> pinned,
      Map<String, List<Constraint>> constraints,
      SortOrder sort) {
    Constraint next = null;
    if (pinned.size() < index.fields().size()) {
      next = on(index.fields().get(pinned.size()), index, constraints);
    }
    Constraint range = next == null || next.points() != null ? null : next;
    SortOrder.Match match = sort.match(index, pinned);
    boolean sorted = match != SortOrder.Match.NONE && !index.isMultikey();
    return new IndexChoice(index, pinned, range, sorted, match == SortOrder.Match.BACKWARDS);
  }

  private static @Nullable Constraint on(
      String field, OrderedIndex index, Map<String, List<Constraint>> constraints) {
    List<Constraint> present = constraints.get(field);
    if (present == null) {
      return null;
    }
    return index.isMultikey()
        ? present.get(0).oneEnded()
        : present.stream().reduce(Constraint::and).orElse(null);
  }

  /** Whether the index holds every document that can match, and spares work. */
  boolean isUsable() {
    if (index.leavesOutDocuments()) {
      return narrows() && needsSomeField();
    }
    return narrows() || (sorted && !index.isMultikey());
  }

  boolean narrows() {
    return narrowing() > 0;
  }

  private boolean needsSomeField() {
    return (range != null && range.needsField())
        || pinned.stream().anyMatch(Constraint::needsField);
  }

  private boolean findsOne() {
    return index.isUnique() && pinned.size() == index.fields().size();
  }

  private int narrowing() {
    return 2 * pinned.size() + (range == null ? 0 : 1);
  }
}
