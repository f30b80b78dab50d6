package dev.banyan.jobs.verify;

import com.mongodb.client.MongoDatabase;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.mapping.EncodeOutcome;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.Suspects.Pair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Re-applies documents whose items stand differing.
 *
 * <ol>
 *   <li>Take the floor version, before the first read, as a backfill does.
 *   <li>Read the document, map it, write its items over a lower version only. A change whose event
 *       has a higher version wins, whether it comes before or after.
 *   <li>Where asked to, look again at items that no document has, and write a tombstone over those
 *       that still are extra. Its version is not above the time up to which the verification has
 *       seen all changes: a document that comes later has a higher one, and its item wins.
 * </ol>
 *
 * Not thread-safe.
 */
public final class Repair {

  /** As long as the services keep theirs. */
  private static final Duration TOMBSTONE_LIFE = Duration.ofDays(30);

  private static final int MOST_SAMPLES = 50;

  private final Map<String, DocumentMapping> mappings = new HashMap<>();
  private final MongoDatabase mongo;
  private final DynamoDbClient dynamoDb;
  private final Function<DocumentMapping, SourceVersion> floor;
  private final Clock clock;
  private final List<String> samples = new ArrayList<>();
  private long written;
  private long newer;
  private long removed;
  private long left;
  private long refused;

  /**
   * @param floor version for documents that are read from now on, see {@link
   *     dev.banyan.jobs.mapping.FloorVersion}
   */
  public Repair(
      List<? extends DocumentMapping> mappings,
      MongoDatabase mongo,
      DynamoDbClient dynamoDb,
      Function<DocumentMapping, SourceVersion> floor,
      Clock clock) {
    mappings.forEach(mapping -> this.mappings.put(mapping.collection(), mapping));
    this.mongo = mongo;
    this.dynamoDb = dynamoDb;
    this.floor = floor;
    this.clock = clock;
  }

  /**
   * Repairs what a run has left standing.
   *
   * @param removeExtra whether items that no document has become tombstones; they do not while a
   *     document cannot be compared
   */
  public RepairReport run(VerificationJob job, boolean removeExtra) {
    Map<String, SourceVersion> floors = new HashMap<>();
    mappings.forEach((collection, mapping) -> floors.put(collection, floor.apply(mapping)));
    Map<String, Set<DocumentId>> documents = new HashMap<>();
    Map<Comparison, List<DocumentId>> extras = new HashMap<>();
    Map<Pair, Finding> standing = job.standing();
    boolean unknown = // which items such a document has, so that they may look extra
        standing.values().stream().anyMatch(each -> each.kind() == Difference.Kind.NOT_COMPARABLE);
    standing.forEach(
        (pair, finding) -> {
          if (!finding.extras().isEmpty()) {
            extras.computeIfAbsent(pair.comparison(), c -> new ArrayList<>()).add(pair.id());
            left += removeExtra && !unknown ? 0 : finding.extras().size();
          }
          if (finding.paths().size() > finding.extras().size()) { // each extra has one
            collect(pair, documents);
          }
        });
    if (removeExtra && !unknown) {
      remove(extras, version(job, floors.values()));
    }
    documents.forEach((collection, ids) -> documents(collection, ids, floors));
    return new RepairReport(written, newer, removed, left, refused, samples);
  }

  /** Under which an item that was extra when all changes were seen cannot hide a later one. */
  private static SourceVersion version(VerificationJob job, Collection<SourceVersion> floors) {
    SourceVersion lowest = floors.stream().min(SourceVersion::compareTo).orElseThrow();
    SourceVersion seen =
        SourceVersion.ofClusterTime(
            job.seen()
                .orElseThrow(() -> new JobException("the verification has not come to its end"))
                .getValue(),
            0);
    return seen.compareTo(lowest) < 0 ? seen : lowest;
  }

  private void remove(Map<Comparison, List<DocumentId>> extras, SourceVersion version) {
    extras.forEach(
        (comparison, ids) -> {
          int most = Math.min(comparison.most(), ids.size());
          for (int from = 0; from < ids.size(); from += most) {
            List<DocumentId> batch = ids.subList(from, Math.min(ids.size(), from + most));
            comparison
                .compare(batch, true)
                .values()
                .forEach(finding -> finding.extras().forEach(extra -> remove(extra, version)));
          }
        });
  }

  private static void collect(Pair pair, Map<String, Set<DocumentId>> documents) {
    if (pair.comparison() instanceof MappedComparison mapped) {
      documents.computeIfAbsent(mapped.collection(), c -> new HashSet<>()).add(pair.id());
    }
  }

  private void documents(
      String collection, Set<DocumentId> ids, Map<String, SourceVersion> floors) {
    DocumentMapping mapping = mappings.get(collection);
    SourceVersion version = floors.get(collection);
    if (mapping == null || version == null) {
      throw new IllegalArgumentException("no mapping of " + collection);
    }
    for (BsonDocument document : new DocumentReads(mongo, collection).get(ids).values()) {
      EncodeOutcome outcome =
          mapping
              .encoder()
              .encode(
                  (RawBsonDocument) document,
                  version,
                  item ->
                      put(
                          item.table(),
                          ItemJson.parse(item.array(), item.offset(), item.length()),
                          versionName(mapping, item.table()),
                          item.version(),
                          "written " + DocumentId.of(document).text()));
      if (outcome instanceof Unmappable why) {
        refused++;
        sample("refused " + DocumentId.of(document).text() + ": " + why.reason());
      }
    }
  }

  private static String versionName(DocumentMapping mapping, TableSpec table) {
    Stream<ItemSpec> items =
        mapping instanceof CompiledMapping file ? file.spec().items().stream() : Stream.empty();
    return items
        .filter(item -> item.table().name().equals(table.name()))
        .map(item -> item.versionAttribute())
        .findFirst()
        .orElse("v");
  }

  private void remove(Finding.Place extra, SourceVersion version) {
    DocumentMapping mapping =
        mappings.values().stream()
            .filter(each -> each.tables().contains(extra.table()))
            .findFirst()
            .orElseThrow();
    Map<String, AttributeValue> tombstone = new HashMap<>(extra.key().attributes(extra.table()));
    String name = versionName(mapping, extra.table());
    tombstone.put(name, AttributeValue.fromS(version.toString()));
    tombstone.put("origin", AttributeValue.fromS("legacy"));
    tombstone.put("deleted", AttributeValue.fromBool(true));
    long expiry = clock.instant().plus(TOMBSTONE_LIFE).getEpochSecond();
    tombstone.put("expiresAt", AttributeValue.fromN(Long.toString(expiry)));
    if (put(extra.table(), tombstone, name, version, "removed " + extra.key())) {
      written--;
      removed++;
    }
  }

  private boolean put(
      TableSpec table,
      Map<String, AttributeValue> item,
      String versionName,
      SourceVersion version,
      String what) {
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table.name())
                  .item(item)
                  .conditionExpression(
                      "attribute_not_exists(#v) OR #v < :v OR NOT attribute_type(#v, :string)")
                  .expressionAttributeNames(Map.of("#v", versionName))
                  .expressionAttributeValues(
                      Map.of(
                          ":v",
                          AttributeValue.fromS(version.toString()),
                          ":string",
                          AttributeValue.fromS("S"))));
      written++;
      sample(what + " in " + table.name());
      return true;
    } catch (ConditionalCheckFailedException e) {
      newer++;
      sample("left alone, the item is newer: " + what + " in " + table.name());
      return false;
    }
  }

  private void sample(String line) {
    if (samples.size() < MOST_SAMPLES) {
      samples.add(line);
    }
  }
}
