package dev.banyan.jobs.range;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonSymbol;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Splits a collection into ranges of {@code _id}, taking every n-th entry of the {@code _id} index
 * as a boundary: ranges of equal size whatever the distribution, and a count for the progress.
 *
 * <p>Where all ids are of one type, MongoDB steps from boundary to boundary by {@code skip}, each
 * step from the one before, so that it passes every entry once and sends the boundaries only. A mix
 * of types is walked, for a range operator compares within one type. {@code splitVector} is not
 * allowed on every cluster; {@code $sample} is approximate and may repeat itself. A document that
 * comes later needs no range: its change is younger than the floor version, so an event carries it.
 */
public final class RangePlanner {

  private static final int BATCH = 10_000;
  private static final BsonDocument BY_ID = new BsonDocument("_id", new BsonInt32(1));

  private static final BsonDocument SYMBOLS =
      new BsonDocument("_id", new BsonDocument("$gte", new BsonSymbol("")));

  private final int documentsPerRange;

  public RangePlanner(int documentsPerRange) {
    if (documentsPerRange < 1) {
      throw new IllegalArgumentException(
          "documentsPerRange must be positive, was " + documentsPerRange);
    }
    this.documentsPerRange = documentsPerRange;
  }

  /** Plans; no ranges for an empty collection. */
  public RangePlan plan(MongoCollection<?> collection) {
    BsonValue first = end(collection, 1);
    BsonValue last = end(collection, -1);
    if (first == null || last == null) {
      return new RangePlan(List.of(), 0);
    }
    return isOneBracket(collection, TypeBracket.of(first), TypeBracket.of(last))
        ? steps(collection, first, last)
        : walk(collection);
  }

  /** Sorting keeps brackets apart, but for symbols, which stand among strings. */
  private static boolean isOneBracket(
      MongoCollection<?> collection, TypeBracket first, TypeBracket last) {
    return first == last
        && !first.hasSingleValue()
        && first != TypeBracket.SYMBOL
        && (first != TypeBracket.TEXT || !hasSymbolsApart(collection));
  }

  /** A server that compares symbols with strings gives a string first: ranges have both then. */
  private static boolean hasSymbolsApart(MongoCollection<?> collection) {
    BsonDocument found =
        collection.find(SYMBOLS, BsonDocument.class).projection(BY_ID).sort(BY_ID).first();
    return found != null && TypeBracket.of(DocumentId.of(found).value()) == TypeBracket.SYMBOL;
  }

  private static @Nullable BsonValue end(MongoCollection<?> collection, int order) {
    BsonDocument found =
        collection
            .find(BsonDocument.class)
            .projection(BY_ID)
            .sort(new BsonDocument("_id", new BsonInt32(order)))
            .first();
    return found == null ? null : DocumentId.of(found).value();
  }

  /** See {@link Walk#close} for why the last document is a range of its own. */
  private RangePlan steps(MongoCollection<?> collection, BsonValue first, BsonValue last) {
    List<IdRange> ranges = new ArrayList<>();
    long documents = 0;
    BsonValue from = first;
    for (BsonValue next = step(collection, from, last);
        next != null;
        next = step(collection, from, last)) {
      ranges.add(new IdRange(from, next));
      documents += documentsPerRange;
      from = next;
    }
    IdRange rest = new IdRange(from, last);
    if (!rest.isSingle()) {
      ranges.add(rest);
      documents += collection.countDocuments(rest.filter(null));
    }
    ranges.add(new IdRange(last, last));
    return new RangePlan(ranges, documents + 1);
  }

  private @Nullable BsonValue step(MongoCollection<?> collection, BsonValue from, BsonValue last) {
    IdRange rest = new IdRange(from, last);
    if (rest.isSingle()) {
      return null;
    }
    BsonDocument found =
        collection
            .find(rest.filter(null), BsonDocument.class)
            .projection(BY_ID)
            .sort(BY_ID)
            .skip(documentsPerRange)
            .first();
    return found == null ? null : DocumentId.of(found).value();
  }

  private RangePlan walk(MongoCollection<?> collection) {
    Walk walk = new Walk();
    try (MongoCursor<BsonDocument> ids =
        collection
            .find(BsonDocument.class)
            .projection(BY_ID)
            .sort(BY_ID)
            .batchSize(BATCH)
            .iterator()) {
      while (ids.hasNext()) {
        walk.take(DocumentId.of(ids.next()).value());
      }
    }
    return walk.plan();
  }

  /** The open range, and those before it. */
  private final class Walk {
    private final List<IdRange> ranges = new ArrayList<>();
    private @Nullable BsonValue from;
    private @Nullable BsonValue newest;
    private @Nullable TypeBracket bracket;
    private int inRange;
    private long documents;

    void take(BsonValue id) {
      TypeBracket next = TypeBracket.of(id);
      documents++;
      if (from == null) {
        open(id, next);
      } else if (next != bracket) {
        close(from);
        open(id, next);
      } else if (inRange == documentsPerRange) {
        ranges.add(new IdRange(from, id));
        open(id, next);
      }
      inRange++;
      newest = id;
    }

    private void open(BsonValue id, TypeBracket next) {
      from = id;
      bracket = next;
      inRange = 0;
    }

    /**
     * A bracket ends with its last document of this moment, which is a range of its own. An open
     * end would chase what is inserted meanwhile, for instance under growing ObjectIds, though its
     * events carry it.
     */
    private void close(BsonValue start) {
      BsonValue end = Objects.requireNonNull(newest, "newest");
      IdRange all = new IdRange(start, end);
      if (!all.isSingle()) {
        ranges.add(all);
      }
      ranges.add(new IdRange(end, end));
    }

    RangePlan plan() {
      if (from != null) {
        close(from);
      }
      return new RangePlan(ranges, documents);
    }
  }
}
