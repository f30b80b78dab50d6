package dev.banyan.jobs.verify;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.Difference.Kind;
import dev.banyan.jobs.verify.Finding.Path;
import dev.banyan.jobs.verify.expect.Expectations;
import dev.banyan.jobs.verify.expect.ExpectedItem;
import dev.banyan.jobs.verify.expect.ItemDiff;
import dev.banyan.jobs.verify.expect.ItemKey;
import dev.banyan.jobs.verify.expect.SampleText;
import dev.banyan.jobs.verify.found.Found;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** One document against its items. Not thread-safe. */
final class PairLook {

  private static final String DELETED = "deleted";

  private final Expectations expectations;
  private final DocumentId id;
  private final @Nullable BsonDocument document;
  private final FoundPairs found;
  private final Newer newer;
  private final Set<Own> own = new HashSet<>();
  private final List<Path> paths = new ArrayList<>();
  private final List<Object> state = new ArrayList<>();
  private final List<Finding.Place> extras = new ArrayList<>();
  private @Nullable Kind kind;
  private @Nullable String key;
  private @Nullable String itemVersion;

  /** A place that the document has an item at; mappings may describe one table differently. */
  private record Own(String table, ItemKey key) {}

  PairLook(
      Expectations expectations,
      DocumentId id,
      @Nullable BsonDocument document,
      FoundPairs found,
      Newer newer) {
    this.expectations = expectations;
    this.id = id;
    this.document = document;
    this.found = found;
    this.newer = newer;
  }

  /**
   * Items that the document must have.
   *
   * @param latest that a version can be
   */
  void expected(List<ExpectedItem> items, Instant latest) {
    for (ExpectedItem item : items) {
      own.add(new Own(item.table().name(), item.key()));
      expected(item, latest);
    }
  }

  private void expected(ExpectedItem item, Instant latest) {
    Map<String, Found> is = item(item);
    if (is == null) {
      if (item.mayHaveExpired(latest) || isNewer(item, found.any(item.table(), item.key()))) {
        return;
      }
      differs(Kind.MISSING, item.table(), item.key(), null);
      paths.add(new Path("", SampleText.names(item.attributes().keySet()), null));
      return;
    }
    if (!item.split()) {
      mismatched(item, is, ItemDiff.between(item, is, latest));
    }
    if (item.large()) {
      found.whole(item, is).ifPresent(whole -> inside(item, is, whole, latest));
    }
  }

  /** What is in an item that is too large. */
  private void inside(
      ExpectedItem item, Map<String, Found> is, LargeReads.Whole whole, Instant latest) {
    Path wrong = whole.wrong();
    if (wrong != null && !isNewer(item, is)) {
      differs(Kind.MISMATCHED, item.table(), item.key(), is);
      paths.add(wrong);
    }
    LargeReads.Behind behind = whole.behind();
    if (behind != null && !isNewer(item, behind.item())) {
      differs(Kind.EXTRA, item.table(), behind.key(), behind.item());
      extras.add(new Finding.Place(item.table(), behind.key()));
      paths.add(new Path("", behind.whole(), SampleText.names(behind.item().keySet())));
    }
    Map<String, Found> all = whole.item();
    if (all != null) {
      state.add(all);
      mismatched(item, is, ItemDiff.inside(item, all, latest));
    }
  }

  private void mismatched(ExpectedItem item, Map<String, Found> is, List<ItemDiff.Place> places) {
    if (!places.isEmpty() && !isNewer(item, is)) {
      differs(Kind.MISMATCHED, item.table(), item.key(), is);
      places.forEach(p -> paths.add(new Path(p.path(), p.wanted(), p.found())));
    }
  }

  private boolean isNewer(ExpectedItem item, @Nullable Map<String, Found> is) {
    return newer.test(is, versionName(item.table()), DocumentReads.version(document));
  }

  private String versionName(TableSpec table) {
    return expectations.versionAttribute(table.name());
  }

  /** A document may be such that its item looks like a tombstone. */
  private @Nullable Map<String, Found> item(ExpectedItem item) {
    return item.attributes().containsKey(DELETED)
        ? found.any(item.table(), item.key())
        : found.live(item.table(), item.key());
  }

  /**
   * Items that the document had: they must be gone, unless another document has them now.
   *
   * @param claims tells those that a document has now
   */
  void former(TableSpec table, Set<ItemKey> keys, Claims claims) {
    Set<ItemKey> live = new HashSet<>(keys);
    live.removeIf(each -> own.contains(new Own(table.name(), each)));
    live.removeIf(each -> found.live(table, each) == null);
    if (!live.isEmpty()) {
      live.removeAll(claims.claimed(table, live));
    }
    for (ItemKey each : live) {
      Map<String, Found> is = Objects.requireNonNull(found.live(table, each));
      differs(Kind.EXTRA, table, each, is);
      extras.add(new Finding.Place(table, each));
      paths.add(new Path("", null, SampleText.names(is.keySet())));
    }
  }

  private void differs(
      Kind how, TableSpec table, ItemKey itemKey, @Nullable Map<String, Found> item) {
    state.add(how);
    state.add(item == null ? itemKey : item);
    if (kind == null) {
      kind = how;
      key = expectations.tables().size() == 1 ? itemKey.toString() : table.name() + " " + itemKey;
      itemVersion = item == null ? null : version(table, item);
    }
  }

  private @Nullable String version(TableSpec table, Map<String, Found> item) {
    return item.get(versionName(table)) instanceof Found.Text text ? text.value() : null;
  }

  /** What is wrong, if anything is. */
  Optional<Finding> finding() {
    if (kind == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            kind,
            key == null ? id.text() : key,
            paths,
            DocumentReads.version(document),
            itemVersion,
            Objects.hash(document, state),
            extras));
  }
}
