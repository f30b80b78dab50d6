package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.index.ChainedRanges;
import dev.banyan.localcloud.mongo.index.IndexEntry;
import dev.banyan.localcloud.mongo.index.MergedRanges;
import dev.banyan.localcloud.mongo.index.OrderedIndex;
import dev.banyan.localcloud.mongo.index.VisibleEntries;
import dev.banyan.localcloud.mongo.storage.Row;
import dev.banyan.localcloud.mongo.storage.RowStore;
import dev.banyan.localcloud.mongo.storage.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows to look at for a query, in order of looking.
 *
 * @param rows all rows that may match
 * @param sorted whether they come in the order asked for
 * @param exact whether all rows do match that have one state; to be asked under the collection's
 *     lock
 */
public record QueryPlan(Iterator<Row> rows, boolean sorted, BooleanSupplier exact) {

  /** Chooses the index that narrows most, or the whole collection in order of insertion. */
  public static QueryPlan of(
      Document query,
      SortOrder sort,
      List<OrderedIndex> indexes,
      RowStore everything,
      @Nullable Transaction reader) {
    return choose(query, sort, indexes, reader)
        .map(choice -> new QueryPlan(rows(choice, reader), choice.sorted(), exact(choice, query)))
        .orElseGet(() -> scan(query, sort, everything));
  }

  /** The index to use; empty if the whole collection is to be looked at. */
  static Optional<IndexChoice> choose(
      Document query, SortOrder sort, List<OrderedIndex> indexes, @Nullable Transaction reader) {
    Map<String, List<Constraint>> constraints = Constraint.of(query);
    return indexes.stream()
        .filter(index -> !sort.naturalBackwards() && index.serves(reader))
        .map(index -> IndexChoice.of(index, constraints, sort))
        .filter(choice -> choice.isUsable() && (choice.narrows() || !sort.isNone()))
        .max(IndexChoice.BY_WORTH);
  }

  private static QueryPlan scan(Document query, SortOrder sort, RowStore everything) {
    Iterator<Row> rows = sort.naturalBackwards() ? everything.descending() : everything.ascending();
    return new QueryPlan(rows, sort.isNone(), query::isEmpty);
  }

  /** What was found in the index holds until entries are taken away. */
  private static BooleanSupplier exact(IndexChoice choice, Document query) {
    OrderedIndex index = choice.index();
    long removals = index.removals();
    return ExactMatch.by(choice, query) ? () -> index.removals() == removals : () -> false;
  }

  private static Iterator<Row> rows(IndexChoice choice, @Nullable Transaction reader) {
    List<VisibleEntries> ranges =
        ranges(choice).stream()
            .map(range -> choice.index().visible(range, choice.backwards(), reader))
            .toList();
    Iterator<Row> rows =
        ranges.size() > 1 && choice.sorted()
            ? new MergedRanges(ranges, restOrder(choice))
            : new ChainedRanges(ranges);
    return new RowsOnce(rows, choice.index());
  }

  private static Comparator<IndexEntry> restOrder(IndexChoice choice) {
    IndexEntry.Order order = choice.index().order();
    int from = choice.pinned().size();
    int to = choice.index().fields().size();
    Comparator<IndexEntry> rest = (left, right) -> order.compareValues(left, right, from, to);
    return choice.backwards() ? rest.reversed() : rest;
  }

  private static List<NavigableMap<IndexEntry, Row>> ranges(IndexChoice choice) {
    List<NavigableMap<IndexEntry, Row>> ranges = new ArrayList<>();
    for (@Nullable Object[] prefix : prefixes(choice.pinned())) {
      ranges.add(range(choice, prefix));
    }
    return ranges;
  }

  private static NavigableMap<IndexEntry, Row> range(
      IndexChoice choice, @Nullable Object[] prefix) {
    OrderedIndex index = choice.index();
    Constraint range = choice.range();
    if (range != null) {
      return range(index, prefix, range);
    }
    return prefix.length == 0
        ? index.all()
        : index.between(index.order().before(prefix), index.order().after(prefix));
  }

  private static NavigableMap<IndexEntry, Row> range(
      OrderedIndex index, @Nullable Object[] prefix, Constraint range) {
    IndexEntry.Order order = index.order();
    @Nullable Object[] start = append(prefix, range.start());
    @Nullable Object[] end = append(prefix, range.end());
    if (order.ascending()[prefix.length]) {
      return index.between(
          range.includesStart() ? order.before(start) : order.after(start),
          range.includesEnd() ? order.after(end) : order.before(end));
    }
    return index.between(
        range.includesEnd() ? order.before(end) : order.after(end),
        range.includesStart() ? order.after(start) : order.before(start));
  }

  private static @Nullable Object[] append(@Nullable Object[] prefix, @Nullable Object value) {
    @Nullable Object[] longer = Arrays.copyOf(prefix, prefix.length + 1);
    longer[prefix.length] = value;
    return longer;
  }

  private static List<@Nullable Object[]> prefixes(List<Constraint> pinned) {
    Stream<@Nullable Object[]> prefixes = Stream.<@Nullable Object[]>of(new Object[0]);
    for (Constraint constraint : pinned) {
      List<@Nullable Object> points = Objects.requireNonNull(constraint.points());
      prefixes = prefixes.flatMap(prefix -> points.stream().map(point -> append(prefix, point)));
    }
    return prefixes.toList();
  }
}
