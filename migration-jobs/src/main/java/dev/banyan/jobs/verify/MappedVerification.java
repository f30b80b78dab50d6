package dev.banyan.jobs.verify;

import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.verify.expect.CollectionExpectation;
import dev.banyan.jobs.verify.expect.Expectations;
import dev.banyan.jobs.verify.wire.ReadLink;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Prepares the verification of what mappings map, or goes on with one that was stopped. Holds the
 * state directory until it is closed.
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
    this(name, VerifiedMappings.of(mappings), source, target, state, clock, documentsPerRange);
  }

  /**
   * Opens the state for a mapping that is written in Java.
   *
   * @param name under which the evidence is stored
   * @param expectation what must be; null for what the mapping itself makes, which shows what is
   *     lost, extra, stale or changed, but never a mistake of the mapping
   * @throws dev.banyan.jobs.JobException if the state is of another mapping or in use
   */
  public static MappedVerification ofJava(
      String name,
      DocumentMapping mapping,
      @Nullable CollectionExpectation expectation,
      VerificationSource source,
      MappedTarget target,
      Path state,
      Clock clock) {
    VerifiedMappings mappings = VerifiedMappings.of(mapping, expectation);
    return new MappedVerification(
        name, mappings, source, target, state, clock, DOCUMENTS_PER_RANGE);
  }

  private MappedVerification(
      String name,
      VerifiedMappings mappings,
      VerificationSource source,
      MappedTarget target,
      Path state,
      Clock clock,
      int documentsPerRange) {
    List<Expectations> all = mappings.expectations();
    Map<String, List<Expectations>> tables = mappings.byTable();
    this.fingerprint = mappings.fingerprint();
    this.counted = new Counted(target.large() != null);
    this.journal =
        RangeJournal.open(
            state,
            source.asOf() == null ? mappings.state() : mappings.state() + " " + source,
            () -> source.now(all.get(0).collection()),
            buckets(source, all));
    this.link = ReadLink.like(target.dynamoDb());
    Map<String, TableReads> reads = reads(tables);
    Claims claims = claims(all, tables.keySet(), source);
    MappedSides sides =
        new MappedSides(source, reads, new LargeReads(target.large()), counted, documentsPerRange);
    List<Comparison> comparisons = new ArrayList<>();
    all.forEach(each -> comparisons.add(new MappedComparison(each, sides, claims, journal, clock)));
    if (target.withExtra()) {
      Newer newer = new Newer(source.asOf(), clock, counted);
      tables.forEach(
          (table, writers) -> {
            TableReads of = Objects.requireNonNull(reads.get(table));
            comparisons.add(new TableStrays(table, writers, of, claims, journal, newer));
          });
    }
    this.what =
        CapabilityVerification.of(
            name,
            source,
            all.stream().map(Expectations::collection).collect(Collectors.toSet()),
            comparisons,
            journal.start(),
            fingerprint);
  }

  private Map<String, TableReads> reads(Map<String, List<Expectations>> tables) {
    Map<String, TableReads> reads = new HashMap<>();
    tables.forEach(
        (table, writers) -> {
          Set<String> marks =
              writers.stream()
                  .flatMap(writer -> writer.marks(table).stream())
                  .collect(Collectors.toSet());
          reads.put(
              table, new TableReads(link, VerifiedMappings.table(writers.get(0), table), marks));
        });
    return reads;
  }

  private static int buckets(VerificationSource source, List<Expectations> all) {
    long items = 0;
    for (Expectations each : all) {
      items += source.estimate(each.collection()) * each.itemsOfDocument();
    }
    long wanted = Math.max(16, Math.min(4_096, 2 * items / KEYS_PER_BUCKET));
    return Integer.highestOneBit((int) wanted);
  }

  private Claims claims(List<Expectations> all, Set<String> tables, VerificationSource source) {
    Map<String, KeyLog> logs = new HashMap<>();
    for (String table : tables) {
      logs.put(
          table, new KeyLog(journal.directory().resolve("keys").resolve(table), journal.buckets()));
    }
    Map<String, Claims.Reader> readers = new HashMap<>();
    for (Expectations each : all) {
      readers.put(each.collection(), new Claims.Reader(source.documents(each.collection()), each));
    }
    return new Claims(logs, readers);
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
