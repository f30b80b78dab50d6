package dev.banyan.jobs.verify;

import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.ItemSpec;
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
  private final Counted counted;

  /**
   * Opens the state, for live collections whose large items are not compared inside.
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
    this(
        name,
        mappings,
        VerificationSource.live(mongo),
        new MappedTarget(dynamoDb, withExtra, null),
        state,
        clock);
  }

  /**
   * Opens the state.
   *
   * @param name under which the evidence is stored
   * @throws dev.banyan.jobs.JobException if the state is of another mapping or in use
   */
  public MappedVerification(
      String name,
      List<CompiledMapping> mappings,
      VerificationSource source,
      MappedTarget target,
      Path state,
      Clock clock) {
    this(name, mappings, source, target, state, clock, DOCUMENTS_PER_RANGE);
  }

  MappedVerification(
      String name,
      List<CompiledMapping> mappings,
      VerificationSource source,
      MappedTarget target,
      Path state,
      Clock clock,
      int documentsPerRange) {
    List<CollectionSpec> specs = mappings.stream().map(CompiledMapping::spec).toList();
    Map<String, List<ItemSpec>> tables = new LinkedHashMap<>();
    specs.forEach(
        spec ->
            spec.items()
                .forEach(
                    item ->
                        tables
                            .computeIfAbsent(item.table().name(), t -> new ArrayList<>())
                            .add(item)));
    this.fingerprint =
        mappings.stream().map(CompiledMapping::fingerprint).collect(Collectors.joining(" "));
    this.counted = new Counted(target.large() != null);
    this.journal =
        RangeJournal.open(
            state,
            source.asOf() == null ? fingerprint : fingerprint + " " + source,
            () -> source.now(specs.get(0).collection()),
            buckets(source, specs));
    this.link = ReadLink.like(target.dynamoDb());
    Map<String, TableReads> reads = new HashMap<>();
    tables.forEach(
        (table, items) ->
            reads.put(table, new TableReads(link, items.get(0).table(), marks(items))));
    Claims claims = claims(specs, tables.keySet(), source);
    MappedSides sides =
        new MappedSides(source, reads, new LargeReads(target.large()), counted, documentsPerRange);
    List<Comparison> comparisons = new ArrayList<>();
    specs.forEach(
        spec -> comparisons.add(new MappedComparison(spec, sides, claims, journal, clock)));
    if (target.withExtra()) {
      Newer newer = new Newer(source.asOf(), clock, counted);
      tables.forEach(
          (table, items) ->
              comparisons.add(
                  new TableStrays(
                      items, Objects.requireNonNull(reads.get(table)), claims, journal, newer)));
    }
    this.what =
        CapabilityVerification.of(
            name,
            source,
            specs.stream().map(CollectionSpec::collection).collect(Collectors.toSet()),
            comparisons,
            journal.start(),
            fingerprint);
  }

  private static int buckets(VerificationSource source, List<CollectionSpec> specs) {
    long documents = 0;
    for (CollectionSpec spec : specs) {
      documents += source.estimate(spec.collection()) * spec.items().size();
    }
    long wanted = Math.max(16, Math.min(4_096, 2 * documents / KEYS_PER_BUCKET));
    return Integer.highestOneBit((int) wanted);
  }

  private Claims claims(List<CollectionSpec> specs, Set<String> tables, VerificationSource source) {
    Map<String, KeyLog> logs = new HashMap<>();
    for (String table : tables) {
      logs.put(
          table, new KeyLog(journal.directory().resolve("keys").resolve(table), journal.buckets()));
    }
    Map<String, Claims.Reader> readers = new HashMap<>();
    for (CollectionSpec spec : specs) {
      readers.put(
          spec.collection(),
          new Claims.Reader(source.documents(spec.collection()), new ExpectedItems(spec)));
    }
    return new Claims(logs, readers);
  }

  /** Attributes that a tombstone may have beside its key and expiry. */
  private static Set<String> marks(List<ItemSpec> items) {
    return items.stream()
        .flatMap(item -> Stream.of(item.versionAttribute(), item.originAttribute(), "origin"))
        .collect(Collectors.toSet());
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

  /** Looks at items that differ and are newer than the dump that they were held against. */
  public long differingNewer() {
    return counted.differingNewer();
  }

  @Override
  public void close() {
    link.close();
    journal.close();
  }
}
