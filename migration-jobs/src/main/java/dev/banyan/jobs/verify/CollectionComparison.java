package dev.banyan.jobs.verify;

import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangeCursor;
import dev.banyan.jobs.range.RangePlan;
import dev.banyan.jobs.range.RangePlanner;
import dev.banyan.jobs.range.RangeReader;
import dev.banyan.jobs.verify.Correspondence.Key;
import dev.banyan.jobs.verify.Difference.Kind;
import dev.banyan.jobs.verify.Finding.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The documents of a collection and the items of a table, both read raw.
 *
 * <p>Generation 0 reads the documents in order and their items by key, which finds what is missing
 * or mismatched; and scans the table's keys and asks for their documents, which finds what is
 * extra. Memory is bounded by the batches under way.
 */
final class CollectionComparison implements Comparison {

  /** Keys of one {@code BatchGetItem}. */
  private static final int BATCH = 100;

  private static final String STRAY = "banyan-stray";
  private static final int DOCUMENTS_PER_RANGE = 50_000;
  private static final int READ_BATCH = 1_000;

  /**
   * Small segments keep a page cheap everywhere: DynamoDB Local's page costs what is left of its
   * segment, and holds up all other requests meanwhile.
   */
  private static final int ITEMS_PER_SEGMENT = 2_000;

  private static final int MOST_SEGMENTS = 4_096;

  private final Correspondence where;
  private final RangeReader ranges;
  private final DocumentReads documents;
  private final ItemReads items;

  CollectionComparison(Correspondence where, MongoDatabase mongo, DynamoDbClient dynamoDb) {
    this.where = where;
    this.ranges = new RangeReader(mongo, where.collection(), READ_BATCH);
    this.documents = new DocumentReads(mongo, where.collection());
    this.items = new ItemReads(dynamoDb, where);
  }

  @Override
  public String table() {
    return where.table();
  }

  @Override
  public boolean concerns(String collection) {
    return where.collection().equals(collection);
  }

  @Override
  public void readAll(Pairs pairs, Work work) {
    RangePlan plan = new RangePlanner(DOCUMENTS_PER_RANGE).plan(ranges.collection());
    for (IdRange range : plan.ranges()) {
      readDocuments(range, pairs, work);
    }
    int segments = segments(plan.documents(), work.threads());
    for (int segment = 0; segment < segments; segment++) {
      int number = segment;
      work.submit(() -> items.scan(number, segments, keys -> findExtra(keys, pairs, work)));
    }
  }

  /** At least one per thread; about {@value #ITEMS_PER_SEGMENT} items in each. */
  private static int segments(long items, int threads) {
    return (int) Math.max(threads, Math.min(MOST_SEGMENTS, items / ITEMS_PER_SEGMENT));
  }

  private void readDocuments(IdRange range, Pairs pairs, Work work) {
    try (RangeCursor cursor = ranges.open(range, null)) {
      Map<DocumentId, BsonDocument> batch = new HashMap<>();
      for (RawBsonDocument document = cursor.next();
          document != null && !work.isStopped();
          document = cursor.next()) {
        batch.put(DocumentId.of(document), document);
        if (batch.size() == BATCH) {
          submit(batch, pairs, work);
          batch = new HashMap<>();
        }
      }
      submit(batch, pairs, work);
    }
  }

  private void submit(Map<DocumentId, BsonDocument> batch, Pairs pairs, Work work) {
    Map<DocumentId, BsonDocument> present = new HashMap<>(batch);
    present.values().removeIf(document -> !DocumentReads.isPresent(document));
    work.submit(() -> pairs.compared(batch.size(), differing(batch.keySet(), present, false)));
  }

  private void findExtra(List<Key> keys, Pairs pairs, Work work) {
    pairs.scanned(keys.size());
    for (int from = 0; from < keys.size(); from += READ_BATCH) {
      work.endIfStopped();
      List<Key> batch = keys.subList(from, Math.min(keys.size(), from + READ_BATCH));
      Map<DocumentId, BsonDocument> found =
          documents.get(batch.stream().map(where.keys()::idOf).toList(), where.keys().fields());
      List<DocumentId> suspicious = new ArrayList<>();
      for (Key key : batch) {
        DocumentId id = where.keys().idOf(key);
        BsonDocument document = found.get(id);
        if (document == null) {
          suspicious.add(id);
        } else if (!key.equals(where.keys().keyOf(id, document))) {
          suspicious.add(strayId(key)); // the document has its item elsewhere
        }
      }
      pairs.compared(suspicious.size(), compare(suspicious, true));
    }
  }

  /** Stands for an item whose document belongs to another key. */
  private static DocumentId strayId(Key key) {
    return DocumentId.ofValue(
        new BsonDocument(STRAY, new BsonString(key.partition()))
            .append("sort", new BsonString(key.sort())));
  }

  @Override
  public Map<DocumentId, Finding> compare(Collection<DocumentId> ids, boolean consistent) {
    return differing(ids, documents.get(ids), consistent);
  }

  private Map<DocumentId, Finding> differing(
      Collection<DocumentId> ids, Map<DocumentId, BsonDocument> present, boolean consistent) {
    Map<DocumentId, Key> keys = new HashMap<>();
    for (DocumentId id : ids) {
      Key key = keyOf(id, present.get(id));
      if (key != null) {
        keys.put(id, key);
      }
    }
    Map<Key, Map<String, AttributeValue>> found =
        items.get(new HashSet<>(keys.values()), consistent);
    Map<DocumentId, Finding> differing = new HashMap<>();
    for (DocumentId id : ids) {
      Key key = keys.get(id);
      Finding finding = finding(id, key, present.get(id), key == null ? null : found.get(key));
      if (finding != null) {
        differing.put(id, finding);
      }
    }
    return differing;
  }

  private @Nullable Key keyOf(DocumentId id, @Nullable BsonDocument document) {
    BsonDocument stray = id.value().isDocument() ? id.value().asDocument() : null;
    if (stray != null && stray.containsKey(STRAY)) {
      return new Key(stray.getString(STRAY).getValue(), stray.getString("sort").getValue());
    }
    Key key = where.keys().keyOf(id, document);
    String index = where.keys().index();
    return key == null && document == null && index != null
        ? items.find(index, id.text()).orElse(null)
        : key;
  }

  /** Null if the two agree. */
  private @Nullable Finding finding(
      DocumentId id,
      @Nullable Key key,
      @Nullable BsonDocument document,
      @Nullable Map<String, AttributeValue> item) {
    List<Path> paths = new ArrayList<>();
    Kind kind = Kind.MISMATCHED;
    if (document == null && item == null) {
      return null;
    } else if (item == null) {
      kind = Kind.MISSING;
      paths.add(new Path("", String.valueOf(document), null));
    } else if (document == null) {
      kind = Kind.EXTRA;
      paths.add(new Path("", null, item.toString()));
    } else {
      where.fields().forEach(rule -> rule.compare(document, item).ifPresent(paths::add));
    }
    return paths.isEmpty()
        ? null
        : new Finding(
            kind,
            key == null ? id.text() : key.toString(),
            paths,
            DocumentReads.version(document),
            item == null || item.get("v") == null ? null : item.get("v").s(),
            Objects.hash(document, item));
  }
}
