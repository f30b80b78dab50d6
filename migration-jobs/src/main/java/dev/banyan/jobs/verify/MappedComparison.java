package dev.banyan.jobs.verify;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.verify.expect.Expectation;
import dev.banyan.jobs.verify.expect.Expectations;
import dev.banyan.jobs.verify.expect.ExpectedItem;
import dev.banyan.jobs.verify.expect.ItemKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/**
 * The documents of a collection and the items that they must have, by somebody else than the
 * mapping's encoder wherever that is possible. Thread-safe.
 */
final class MappedComparison implements Comparison {

  /** Documents of one task; their items are read by as many keys as a request takes. */
  private static final int BATCH = 100;

  /** And of how many bytes; a larger document goes alone. */
  private static final long BATCH_BYTES = 2 << 20;

  /** Clocks may differ by this much before a version counts as one of the future. */
  static final Duration SKEW = Duration.ofMinutes(10);

  private final String collection;
  private final Expectations expected;
  private final SourceDocuments documents;
  private final Newer newer;
  private final Map<String, TableReads> tables;
  private final LargeReads large;
  private final Claims claims;
  private final RangeJournal journal;
  private final Counted counted;
  private final int documentsPerRange;
  private final Clock clock;

  MappedComparison(
      Expectations expected, MappedSides sides, Claims claims, RangeJournal journal, Clock clock) {
    this.collection = expected.collection();
    this.expected = expected;
    this.documents = sides.source().documents(collection);
    this.newer = new Newer(sides.source().asOf(), clock, sides.counted());
    this.tables = sides.tables();
    this.large = sides.large();
    this.claims = claims;
    this.journal = journal;
    this.counted = sides.counted();
    this.documentsPerRange = sides.documentsPerRange();
    this.clock = clock;
  }

  @Override
  public String table() {
    return expected.tables().get(0).name();
  }

  String collection() {
    return collection;
  }

  @Override
  public boolean concerns(String of) {
    return this.collection.equals(of);
  }

  @Override
  public int most() {
    return documents.most();
  }

  @Override
  public void readAll(Pairs pairs, Work work) {
    List<IdRange> ranges = journal.ranges(collection, () -> documents.plan(documentsPerRange));
    for (int number = 0; number < ranges.size() && !work.isStopped(); number++) {
      if (journal.isDone(collection, number)) {
        journal
            .suspects(collection, number)
            .forEach(ids -> work.submit(() -> pairs.compared(0, compare(ids, true))));
        pairs.uncounted(journal.more(collection, number));
      } else {
        read(ranges.get(number), number, pairs, work);
      }
    }
  }

  private void read(IdRange range, int number, Pairs pairs, Work work) {
    RangeProgress progress =
        new RangeProgress(
            (ids, more) -> {
              claims.flush();
              journal.done(collection, number, ids, more);
            });
    try (SourceDocuments.Cursor cursor = documents.open(range)) {
      Batch batch = new Batch();
      for (RawBsonDocument document = cursor.next();
          document != null && !work.isStopped();
          document = cursor.next()) {
        batch.add(document);
        if (batch.isFull()) {
          submit(batch, progress, pairs, work);
          batch = new Batch();
        }
      }
      submit(batch, progress, pairs, work);
      if (!work.isStopped()) {
        progress.read();
      }
    }
  }

  private void submit(Batch batch, RangeProgress progress, Pairs pairs, Work work) {
    progress.began();
    work.submit(
        batch.bytes,
        () -> {
          Map<DocumentId, Finding> differing =
              look(batch.present.keySet(), batch.present, Map.of(), false);
          pairs.compared(batch.present.size(), differing);
          progress.ended(differing.keySet());
        });
  }

  /** Documents that are looked at together. */
  private static final class Batch {
    private final Map<DocumentId, BsonDocument> present = new LinkedHashMap<>();
    private long bytes;

    DocumentId add(RawBsonDocument document) {
      DocumentId id = DocumentId.of(document);
      present.put(id, document);
      bytes += document.getByteBuffer().remaining();
      return id;
    }

    boolean isFull() {
      return present.size() == BATCH || bytes >= BATCH_BYTES;
    }
  }

  /** Documents are read and looked at little by little: nobody knows how large they are. */
  @Override
  public Map<DocumentId, Finding> compare(Collection<DocumentId> ids, boolean consistent) {
    Set<DocumentId> all = new HashSet<>(ids);
    Map<TableSpec, Map<DocumentId, Set<ItemKey>>> former = new LinkedHashMap<>();
    expected
        .tables()
        .forEach(table -> former.put(table, claims.keysOf(table.name(), collection, all)));
    Map<DocumentId, Finding> findings = new HashMap<>();
    Set<DocumentId> absent = new HashSet<>(all);
    Batch batch = new Batch();
    try (SourceDocuments.Cursor cursor = documents.find(all)) {
      for (RawBsonDocument document = cursor.next(); document != null; document = cursor.next()) {
        if (DocumentReads.isPresent(document)) {
          absent.remove(batch.add(document));
        }
        if (batch.isFull()) {
          findings.putAll(look(batch.present.keySet(), batch.present, former, consistent));
          batch = new Batch();
        }
      }
    }
    findings.putAll(look(batch.present.keySet(), batch.present, former, consistent));
    findings.putAll(look(absent, Map.of(), former, consistent));
    return findings;
  }

  /** One look at pairs: what the documents must have, and what is left of what they had. */
  private Map<DocumentId, Finding> look(
      Set<DocumentId> ids,
      Map<DocumentId, BsonDocument> present,
      Map<TableSpec, Map<DocumentId, Set<ItemKey>>> former,
      boolean consistent) {
    FoundPairs found = new FoundPairs(tables, large, consistent);
    Map<DocumentId, Finding> findings = new HashMap<>();
    Map<DocumentId, List<ExpectedItem>> expectations = expectations(present, found, findings);
    for (DocumentId id : ids) {
      former.forEach(
          (table, keys) -> keys.getOrDefault(id, Set.of()).forEach(key -> found.want(table, key)));
      if (!present.containsKey(id)) {
        expected.keysOf(id).forEach(item -> found.want(item.table(), item.key()));
      }
    }
    found.read();
    Instant latest = clock.instant().plus(SKEW);
    for (DocumentId id : ids) {
      if (findings.containsKey(id)) {
        continue;
      }
      PairLook look = new PairLook(expected, id, present.get(id), found, newer);
      try {
        look.expected(expectations.getOrDefault(id, List.of()), latest);
      } catch (RuntimeException e) {
        findings.put(id, Incomparable.of(collection, id, present.get(id), e));
        continue;
      }
      former.forEach((table, keys) -> look.former(table, keys.getOrDefault(id, Set.of()), claims));
      if (!present.containsKey(id)) {
        expected.keysOf(id).forEach(item -> look.former(item.table(), Set.of(item.key()), claims));
      }
      look.finding().ifPresent(finding -> findings.put(id, finding));
    }
    return findings;
  }

  private Map<DocumentId, List<ExpectedItem>> expectations(
      Map<DocumentId, BsonDocument> present,
      FoundPairs found,
      Map<DocumentId, Finding> incomparable) {
    Map<DocumentId, List<ExpectedItem>> expectations = new HashMap<>();
    present.forEach(
        (id, document) -> {
          Expectation expectation;
          try {
            expectation = expected.of((RawBsonDocument) document);
          } catch (RuntimeException e) {
            incomparable.put(id, Incomparable.of(collection, id, document, e));
            return;
          }
          expectations.put(id, expectation.items());
          claims.add(collection, id, expectation);
          counted.add(expectation);
          expectation.items().forEach(item -> found.want(item.table(), item.key()));
        });
    return expectations;
  }
}
