package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.index.OrderedIndex;
import dev.banyan.localcloud.mongo.storage.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a query is answered, in the words of MongoDB. See <a
 * href="https://www.mongodb.com/docs/manual/reference/explain-results/">Explain Results</a>.
 */
public final class Explanation {

  private Explanation() {}

  /** The winning plan. */
  public static Document of(
      Document query,
      @Nullable Document sort,
      List<OrderedIndex> indexes,
      @Nullable Transaction reader) {
    SortOrder order = SortOrder.of(sort);
    IndexChoice choice = QueryPlan.choose(query, order, indexes, reader).orElse(null);
    Document plan = choice == null ? collectionScan(query, order) : byIndex(query, choice);
    boolean sorted = choice == null ? order.isNone() : choice.sorted();
    return sorted || sort == null
        ? plan
        : new Document("stage", "SORT").append("sortPattern", sort).append("inputStage", plan);
  }

  private static Document collectionScan(Document query, SortOrder order) {
    Document plan = new Document("stage", "COLLSCAN");
    if (!query.isEmpty()) {
      plan.append("filter", query);
    }
    return plan.append("direction", order.naturalBackwards() ? "backward" : "forward");
  }

  private static Document byIndex(Document query, IndexChoice choice) {
    OrderedIndex index = choice.index();
    Document keys = new Document();
    for (IndexKey key : index.getKeys()) {
      keys.append(key.getKey(), key.isAscending() ? 1 : -1);
    }
    Document scan =
        new Document("stage", "IXSCAN")
            .append("keyPattern", keys)
            .append("indexName", index.getName())
            .append("isMultiKey", index.isMultikey())
            .append("isUnique", index.isUnique())
            .append("isSparse", index.leavesOutDocuments())
            .append("direction", choice.backwards() ? "backward" : "forward");
    Document fetch = new Document("stage", "FETCH");
    return (query.isEmpty() ? fetch : fetch.append("filter", query)).append("inputStage", scan);
  }
}
