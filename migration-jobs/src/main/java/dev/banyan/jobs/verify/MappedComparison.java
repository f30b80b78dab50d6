package dev.banyan.jobs.verify;

import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangeCursor;
import dev.banyan.jobs.range.RangeReader;
import dev.banyan.jobs.verify.Difference.Kind;
import dev.banyan.jobs.verify.Finding.Path;
import dev.banyan.jobs.verify.expect.Expectation;
import dev.banyan.jobs.verify.expect.ExpectedItem;
import dev.banyan.jobs.verify.expect.ExpectedItems;
import dev.banyan.jobs.verify.expect.ItemDiff;
import dev.banyan.jobs.verify.expect.ItemKey;
import dev.banyan.jobs.verify.expect.SampleText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The documents of a collection and the items that a mapping file makes of them, by the
 * verification's own reading of that file. Thread-safe.
 */
final class MappedComparison implements Comparison {

  /** Documents of one task; their items are read by as many keys as a request takes. */
  private static final int BATCH = 100;

  private static final int READ_BATCH = 1_000;

  /** Clocks may differ by this much before a version counts as one of the future. */
  private static final Duration SKEW = Duration.ofMinutes(10);

  private final CollectionSpec spec;
  private final ExpectedItems expected;
  private final RangeReader reader;
  private final DocumentReads documents;
  private final Map<String, TableReads> tables;
  private final Claims claims;
  private final RangeJournal journal;
  private final Counted counted;
  private final int documentsPerRange;
  private final Clock clock;

  MappedComparison(
      CollectionSpec spec, MappedSides sides, Claims claims, RangeJournal journal, Clock clock) {
    this.spec = spec;
    this.expected = new ExpectedItems(spec);
    this.reader = new RangeReader(sides.mongo(), spec.collection(), READ_BATCH);
    this.documents = new DocumentReads(sides.mongo(), spec.collection());
    this.tables = sides.tables();
    this.claims = claims;
    this.journal = journal;
    this.counted = sides.counted();
    this.documentsPerRange = sides.documentsPerRange();
    this.clock = clock;
  }

  @Override
  public String table() {
    return spec.items().get(0).table().name();
  }

  String collection() {
    return spec.collection();
  }

  @Override
  public boolean concerns(String collection) {
    return spec.collection().equals(collection);
  }

  @Override
  public void readAll(Pairs pairs, Work work) {
    List<IdRange> ranges =
        journal.ranges(spec.collection(), reader.collection(), documentsPerRange);
    for (int number = 0; number < ranges.size() && !work.isStopped(); number++) {
      if (journal.isDone(spec.collection(), number)) {
        journal
            .suspects(spec.collection(), number)
            .forEach(ids -> work.submit(() -> pairs.compared(0, compare(ids, true))));
        pairs.uncounted(journal.more(spec.collection(), number));
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
              journal.done(spec.collection(), number, ids, more);
            });
    try (RangeCursor cursor = reader.open(range, null)) {
      List<RawBsonDocument> batch = new ArrayList<>();
      for (RawBsonDocument document = cursor.next();
          document != null && !work.isStopped();
          document = cursor.next()) {
        batch.add(document);
        if (batch.size() == BATCH) {
          submit(batch, progress, pairs, work);
          batch = new ArrayList<>();
        }
      }
      submit(batch, progress, pairs, work);
      if (!work.isStopped()) {
        progress.read();
      }
    }
  }

  private void submit(List<RawBsonDocument> batch, RangeProgress progress, Pairs pairs, Work work) {
    progress.began();
    work.submit(
        () -> {
          Map<BsonValue, BsonDocument> present = new LinkedHashMap<>();
          batch.forEach(document -> present.put(DocumentId.of(document), document));
          Map<BsonValue, Finding> differing = look(present.keySet(), present, Map.of(), false);
          pairs.compared(batch.size(), differing);
          progress.ended(differing.keySet());
        });
  }

  @Override
  public Map<BsonValue, Finding> compare(Collection<BsonValue> ids, boolean consistent) {
    Set<BsonValue> all = new HashSet<>(ids);
    Map<TableSpec, Map<BsonValue, Set<ItemKey>>> former = new LinkedHashMap<>();
    for (ItemSpec item : spec.items()) {
      former.computeIfAbsent(
          item.table(), table -> claims.keysOf(table.name(), spec.collection(), all));
    }
    return look(all, documents.get(all), former, consistent);
  }

  /** One look at pairs: what the documents must have, and what is left of what they had. */
  private Map<BsonValue, Finding> look(
      Set<BsonValue> ids,
      Map<BsonValue, BsonDocument> present,
      Map<TableSpec, Map<BsonValue, Set<ItemKey>>> former,
      boolean consistent) {
    Map<BsonValue, Expectation> expectations = new HashMap<>();
    Map<TableSpec, Set<ItemKey>> wanted = new HashMap<>();
    present.forEach(
        (id, document) -> {
          Expectation expectation = expected.of((RawBsonDocument) document);
          expectations.put(id, expectation);
          claims.add(spec.collection(), id, expectation);
          counted.add(expectation);
          for (ExpectedItem item : expectation.items()) {
            if (!item.split()) {
              want(wanted, item.table(), item.key());
            }
          }
        });
    former.forEach(
        (table, keys) ->
            keys.values().forEach(each -> each.forEach(key -> want(wanted, table, key))));
    for (BsonValue id : ids) {
      if (!present.containsKey(id)) {
        expected.keysOf(id).forEach(item -> want(wanted, item.table(), item.key()));
      }
    }
    Map<String, Map<ItemKey, Map<String, AttributeValue>>> found = new HashMap<>();
    wanted.forEach((table, keys) -> found.put(table.name(), reads(table).get(keys, consistent)));
    Map<BsonValue, Finding> findings = new HashMap<>();
    for (BsonValue id : ids) {
      Look look = new Look(id, present.get(id), found);
      Expectation expectation = expectations.get(id);
      look.expected(expectation == null ? List.of() : expectation.items());
      former.forEach((table, keys) -> look.former(table, keys.getOrDefault(id, Set.of())));
      if (expectation == null) {
        expected.keysOf(id).forEach(item -> look.former(item.table(), Set.of(item.key())));
      }
      look.finding().ifPresent(finding -> findings.put(id, finding));
    }
    return findings;
  }

  private static void want(Map<TableSpec, Set<ItemKey>> wanted, TableSpec table, ItemKey key) {
    wanted.computeIfAbsent(table, t -> new HashSet<>()).add(key);
  }

  private TableReads reads(TableSpec table) {
    return Objects.requireNonNull(tables.get(table.name()), table.name());
  }

  /** One document against its items. */
  private final class Look {
    private final BsonValue id;
    private final @Nullable BsonDocument document;
    private final Map<String, Map<ItemKey, Map<String, AttributeValue>>> found;
    private final Set<ItemKey> own = new HashSet<>();
    private final List<Path> paths = new ArrayList<>();
    private final List<Object> state = new ArrayList<>();
    private final List<Finding.Extra> extras = new ArrayList<>();
    private @Nullable Kind kind;
    private @Nullable String key;
    private @Nullable String itemVersion;

    Look(
        BsonValue id,
        @Nullable BsonDocument document,
        Map<String, Map<ItemKey, Map<String, AttributeValue>>> found) {
      this.id = id;
      this.document = document;
      this.found = found;
    }

    private @Nullable Map<String, AttributeValue> item(TableSpec table, ItemKey itemKey) {
      return found.getOrDefault(table.name(), Map.of()).get(itemKey);
    }

    void expected(List<ExpectedItem> items) {
      Instant latest = clock.instant().plus(SKEW);
      for (ExpectedItem item : items) {
        own.add(item.key());
        Map<String, AttributeValue> is = item.split() ? null : item(item.table(), item.key());
        if (item.split()) {
          continue;
        }
        if (is == null) {
          differs(Kind.MISSING, item.table(), item.key(), null);
          paths.add(new Path("", SampleText.names(item.attributes().keySet()), null));
        } else {
          List<ItemDiff.Place> places = ItemDiff.between(item, is, latest);
          if (!places.isEmpty()) {
            differs(Kind.MISMATCHED, item.table(), item.key(), is);
            places.forEach(p -> paths.add(new Path(p.path(), p.wanted(), p.found())));
          }
        }
      }
    }

    /** Items that the document had: they must be gone, unless another document has them now. */
    void former(TableSpec table, Set<ItemKey> keys) {
      Set<ItemKey> live = new HashSet<>(keys);
      live.removeAll(own);
      live.removeIf(each -> item(table, each) == null);
      if (!live.isEmpty()) {
        live.removeAll(claims.claimed(table, live));
      }
      for (ItemKey each : live) {
        Map<String, AttributeValue> is = Objects.requireNonNull(item(table, each));
        differs(Kind.EXTRA, table, each, is);
        extras.add(new Finding.Extra(table, each));
        paths.add(new Path("", null, SampleText.names(is.keySet())));
      }
    }

    private void differs(
        Kind how, TableSpec table, ItemKey itemKey, @Nullable Map<String, AttributeValue> item) {
      state.add(how);
      state.add(item == null ? itemKey : item);
      if (kind == null) {
        kind = how;
        key = tables.size() == 1 ? itemKey.toString() : table.name() + " " + itemKey;
        itemVersion = item == null ? null : version(table, item);
      }
    }

    private @Nullable String version(TableSpec table, Map<String, AttributeValue> item) {
      return spec.items().stream()
          .filter(each -> each.table().equals(table))
          .map(each -> item.get(each.versionAttribute()))
          .filter(Objects::nonNull)
          .map(AttributeValue::s)
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    }

    Optional<Finding> finding() {
      if (kind == null) {
        return Optional.empty();
      }
      return Optional.of(
          new Finding(
              kind,
              key == null ? DocumentId.text(id) : key,
              paths,
              DocumentReads.version(document),
              itemVersion,
              Objects.hash(document, state),
              extras));
    }
  }
}
