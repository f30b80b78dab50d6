package dev.banyan.jobs.range;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Splits a collection into ranges of {@code _id}, by walking the {@code _id} index once and taking
 * every n-th entry as a boundary.
 *
 * <p>The walk is covered by the index, gives ranges of equal size whatever the distribution and the
 * types of {@code _id}, and an exact count for the progress. {@code splitVector} is not allowed on
 * every cluster, {@code $sample} is approximate and may repeat itself, {@code skip} walks the index
 * once for every boundary. A document that comes later needs no range: its change is younger than
 * the floor version, so an event carries it.
 */
public final class RangePlanner {

  private static final int BATCH = 10_000;
  private static final BsonDocument BY_ID = new BsonDocument("_id", new BsonInt32(1));

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
    Walk walk = new Walk();
    try (MongoCursor<BsonDocument> ids =
        collection
            .find(BsonDocument.class)
            .projection(BY_ID)
            .sort(BY_ID)
            .batchSize(BATCH)
            .iterator()) {
      while (ids.hasNext()) {
        walk.take(DocumentId.of(ids.next()));
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
      if (!start.equals(end)) {
        ranges.add(new IdRange(start, end));
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
