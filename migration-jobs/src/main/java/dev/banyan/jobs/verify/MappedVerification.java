package dev.banyan.jobs.verify;

import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.ItemSpec.Oversize;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.verify.expect.ExpectedItems;
import dev.banyan.jobs.verify.wire.ReadLink;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Prepares the verification of all collections of a mapping file, or goes on with one that was
 * stopped. Holds the state directory until it is closed.
 */
public final class MappedVerification implements AutoCloseable {

  /** Keys of one bucket that a merge holds in memory, as 8 bytes each, several at a time. */
  private static final long KEYS_PER_BUCKET = 250_000;

  /** What is read again, at most, for each thread after a stop. */
  private static final int DOCUMENTS_PER_RANGE = 20_000;

  private final CapabilityVerification what;
  private final RangeJournal journal;
  private final ReadLink link;
  private final String fingerprint;
  private final Counted counted = new Counted();

  /**
   * Opens the state.
   *
   * @param name under which the evidence is stored
   * @param withExtra whether tables are scanned for items that no document claims
   * @throws dev.banyan.jobs.JobException if the state is of another mapping or in use
   */
  public MappedVerification(
      String name,
      List<CompiledMapping> mappings,
      MongoDatabase mongo,
      DynamoDbClient dynamoDb,
      Path state,
      boolean withExtra,
      Clock clock) {
    this(name, mappings, mongo, dynamoDb, state, withExtra, clock, DOCUMENTS_PER_RANGE);
  }

  MappedVerification(
      String name,
      List<CompiledMapping> mappings,
      MongoDatabase mongo,
      DynamoDbClient dynamoDb,
      Path state,
      boolean withExtra,
      Clock clock,
      int documentsPerRange) {
    List<CollectionSpec> specs = mappings.stream().map(CompiledMapping::spec).toList();
    this.fingerprint =
        mappings.stream().map(CompiledMapping::fingerprint).collect(Collectors.joining(" "));
    this.journal =
        RangeJournal.open(
            state,
            fingerprint,
            () -> ChangePosition.clusterTime(mongo, specs.get(0).collection()),
            buckets(mongo, specs));
    this.link = ReadLink.like(dynamoDb);
    Map<String, TableSpec> tables = new LinkedHashMap<>();
    specs.forEach(
        spec -> spec.items().forEach(i -> tables.putIfAbsent(i.table().name(), i.table())));
    Map<String, TableReads> reads = new HashMap<>();
    tables.forEach(
        (table, spec) -> reads.put(table, new TableReads(link, spec, marks(specs, table))));
    MappedSides sides = new MappedSides(mongo, reads, counted, documentsPerRange);
    Claims claims = claims(specs, tables, mongo);
    List<Comparison> comparisons = new ArrayList<>();
    specs.forEach(
        spec -> comparisons.add(new MappedComparison(spec, sides, claims, journal, clock)));
    if (withExtra) {
      tables.forEach(
          (table, spec) ->
              comparisons.add(
                  new TableStrays(
                      spec,
                      hasParts(specs, table),
                      Objects.requireNonNull(reads.get(table)),
                      claims,
                      journal)));
    }
    this.what =
        CapabilityVerification.of(
            name,
            mongo,
            specs.stream().map(CollectionSpec::collection).collect(Collectors.toSet()),
            comparisons,
            journal.start(),
            fingerprint);
  }

  private static int buckets(MongoDatabase mongo, List<CollectionSpec> specs) {
    long documents = 0;
    for (CollectionSpec spec : specs) {
      documents +=
          mongo.getCollection(spec.collection()).estimatedDocumentCount() * spec.items().size();
    }
    long wanted = Math.max(16, Math.min(4_096, 2 * documents / KEYS_PER_BUCKET));
    return Integer.highestOneBit((int) wanted);
  }

  private Claims claims(
      List<CollectionSpec> specs, Map<String, TableSpec> tables, MongoDatabase mongo) {
    Map<String, KeyLog> logs = new HashMap<>();
    for (String table : tables.keySet()) {
      logs.put(
          table, new KeyLog(journal.directory().resolve("keys").resolve(table), journal.buckets()));
    }
    Map<String, Claims.Reader> readers = new HashMap<>();
    for (CollectionSpec spec : specs) {
      readers.put(
          spec.collection(),
          new Claims.Reader(new DocumentReads(mongo, spec.collection()), new ExpectedItems(spec)));
    }
    return new Claims(logs, readers);
  }

  /** Attributes that a tombstone may have beside its key and expiry. */
  private static Set<String> marks(List<CollectionSpec> specs, String table) {
    return items(specs, table)
        .flatMap(item -> Stream.of(item.versionAttribute(), item.originAttribute(), "origin"))
        .collect(Collectors.toSet());
  }

  private static Stream<ItemSpec> items(List<CollectionSpec> specs, String table) {
    return specs.stream()
        .flatMap(spec -> spec.items().stream())
        .filter(item -> item.table().name().equals(table));
  }

  private static boolean hasParts(List<CollectionSpec> specs, String table) {
    return items(specs, table).map(ItemSpec::oversize).anyMatch(choice -> choice == Oversize.SPLIT);
  }

  /** Removes what an earlier run has left, so that the next one begins at the beginning. */
  public static void restart(Path state) {
    RangeJournal.clear(state);
  }

  /** What to give to a {@link VerificationJob}. */
  public CapabilityVerification what() {
    return what;
  }

  /** Of the mappings; the evidence carries it. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Whether it goes on with an earlier run. */
  public boolean isResumed() {
    return journal.isResumed();
  }

  /** Documents of generation 0, as far as it was planned. */
  public long planned() {
    return journal.planned();
  }

  /** Looks at documents that can have no item, so that they must be dead letters. */
  public long refused() {
    return counted.refused();
  }

  /** Looks at documents whose items are too large for the table and were not compared inside. */
  public long notComparedInside() {
    return counted.large();
  }

  @Override
  public void close() {
    link.close();
    journal.close();
  }
}
