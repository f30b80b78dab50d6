package dev.banyan.jobs.verify;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.Difference.Kind;
import dev.banyan.jobs.verify.Finding.Path;
import dev.banyan.jobs.verify.KeyLog.Claim;
import dev.banyan.jobs.verify.expect.Expectations;
import dev.banyan.jobs.verify.expect.ItemKey;
import dev.banyan.jobs.verify.expect.SampleText;
import dev.banyan.jobs.verify.found.Found;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * The items of a table that no document claims.
 *
 * <ol>
 *   <li>All keys of the table go to disk, in buckets by their hash.
 *   <li>When the collections were read, each bucket is held against the claims in the same bucket.
 *   <li>What is left is looked up one by one: a document may have come meanwhile.
 * </ol>
 *
 * Thread-safe.
 */
final class TableStrays implements Comparison {

  private static final int ITEMS_PER_SEGMENT = 2_000;
  private static final int MOST_SEGMENTS = 4_096;
  private static final int IDS_PER_CHECK = 500;

  /** Of parts, which may be 400 KB each, and are in memory together. */
  private static final int PARTS_PER_CHECK = 40;

  private final TableSpec table;

  private final LeftoverParts parts;
  private final TableReads reads;
  private final Claims claims;
  private final RangeJournal journal;
  private final Newer newer;
  private final String version;

  /**
   * @param name of the table
   * @param writers who describe what is in it
   */
  TableStrays(
      String name,
      List<Expectations> writers,
      TableReads reads,
      Claims claims,
      RangeJournal journal,
      Newer newer) {
    this.table = VerifiedMappings.table(writers.get(0), name);
    this.version = writers.get(0).versionAttribute(name);
    this.parts = new LeftoverParts(writers.stream().anyMatch(writer -> writer.splits(name)), reads);
    this.newer = newer;
    this.reads = reads;
    this.claims = claims;
    this.journal = journal;
  }

  @Override
  public String table() {
    return table.name();
  }

  @Override
  public boolean concerns(String collection) {
    return false;
  }

  @Override
  public void readAll(Pairs pairs, Work work) {
    if (journal.isDone(name(), 0)) {
      journal
          .suspects(name(), 0)
          .forEach(ids -> work.submit(() -> pairs.compared(0, compare(ids, true))));
      pairs.uncounted(journal.more(name(), 0));
      return;
    }
    KeyLog scanned =
        new KeyLog(journal.directory().resolve("scanned").resolve(table.name()), journal.buckets());
    int segments =
        (int)
            Math.max(
                work.threads(), Math.min(MOST_SEGMENTS, journal.planned() / ITEMS_PER_SEGMENT));
    for (int segment = 0; segment < segments; segment++) {
      int number = segment;
      work.submit(
          () ->
              reads.scan(
                  number,
                  segments,
                  keys -> {
                    work.endIfStopped();
                    pairs.scanned(keys.size());
                    keys.forEach(key -> scanned.add(entry(key)));
                  }));
    }
    work.await();
    RangeProgress progress = new RangeProgress((ids, more) -> journal.done(name(), 0, ids, more));
    for (int bucket = 0; bucket < journal.buckets(); bucket++) {
      int number = bucket;
      progress.began();
      work.submit(() -> progress.ended(merge(number, scanned, pairs)));
    }
    work.await();
    if (!work.isStopped()) {
      progress.read();
    }
  }

  private String name() {
    return "table " + table.name();
  }

  /** Stands in the bucket of what it is claimed by, with its own sort key beside. */
  private Claim entry(ItemKey key) {
    return new Claim(String.valueOf(key.sort()), KeyLog.NOBODY, parts.claimed(key));
  }

  private static ItemKey own(Claim entry) {
    ItemKey key = entry.key();
    return key.sort() == null ? key : new ItemKey(key.partition(), entry.collection());
  }

  @Override
  public int most() {
    return parts.split() ? PARTS_PER_CHECK : IDS_PER_CHECK;
  }

  private Set<DocumentId> merge(int bucket, KeyLog scanned, Pairs pairs) {
    LongStream.Builder known = LongStream.builder();
    claims.log(table.name()).readHashes(bucket, (hash, claim) -> known.add(hash));
    long[] hashes = known.build().sorted().toArray();
    Set<DocumentId> strays = new HashSet<>();
    Set<ItemKey> ofClaimed = new HashSet<>();
    Set<DocumentId> differing = new HashSet<>();
    scanned.readHashes(
        bucket,
        (hash, claim) -> {
          if (Arrays.binarySearch(hashes, hash) < 0) {
            strays.add(id(own(claim.get())));
            checkIfFull(strays, pairs, differing);
          } else if (parts.split() && parts.mayBeLeft(own(claim.get()))) {
            ofClaimed.add(own(claim.get()));
            if (ofClaimed.size() == IDS_PER_CHECK) {
              leftOver(ofClaimed, pairs, differing);
            }
          }
        });
    leftOver(ofClaimed, pairs, differing);
    check(strays, pairs, differing);
    return differing;
  }

  /** Of parts whose item is claimed, those that it does not count. */
  private void leftOver(Set<ItemKey> keys, Pairs pairs, Set<DocumentId> differing) {
    Map<ItemKey, Integer> counts = parts.counts(keys, false);
    Set<DocumentId> strays = new HashSet<>();
    for (ItemKey key : keys) {
      if (parts.isBeyond(key, counts)) {
        strays.add(id(key));
        checkIfFull(strays, pairs, differing);
      }
    }
    keys.clear();
    check(strays, pairs, differing);
  }

  private void checkIfFull(Set<DocumentId> strays, Pairs pairs, Set<DocumentId> differing) {
    if (strays.size() == most()) {
      check(strays, pairs, differing);
    }
  }

  private void check(Set<DocumentId> strays, Pairs pairs, Set<DocumentId> differing) {
    Map<DocumentId, Finding> findings = compare(strays, true);
    pairs.compared(strays.size(), findings);
    differing.addAll(findings.keySet());
    strays.clear();
  }

  /** Stands for an item, where other comparisons have a document's id. */
  private DocumentId id(ItemKey key) {
    BsonDocument id = new BsonDocument("partition", new BsonString(key.partition()));
    String sort = key.sort();
    return DocumentId.ofValue(sort == null ? id : id.append("sort", new BsonString(sort)));
  }

  static ItemKey key(DocumentId id) {
    BsonDocument parts = id.value().asDocument();
    return new ItemKey(
        parts.getString("partition").getValue(),
        parts.containsKey("sort") ? parts.getString("sort").getValue() : null);
  }

  @Override
  public Map<DocumentId, Finding> compare(Collection<DocumentId> ids, boolean consistent) {
    Map<ItemKey, DocumentId> keys = new HashMap<>();
    ids.forEach(id -> keys.put(key(id), id));
    Map<ItemKey, Map<String, Found>> live = reads.live(keys.keySet(), consistent);
    Set<ItemKey> claimed =
        claims.claimed(
            table,
            live.keySet().stream().flatMap(key -> Stream.of(key, parts.claimed(key))).toList());
    Map<ItemKey, Integer> counts = parts.counts(live.keySet(), consistent);
    Map<DocumentId, Finding> findings = new HashMap<>();
    live.forEach(
        (key, item) -> {
          DocumentId id = keys.get(key);
          boolean wanted =
              claimed.contains(key)
                  || (claimed.contains(parts.claimed(key)) && !parts.isBeyond(key, counts));
          if (id != null && !wanted && !newer.test(item, version, null)) {
            findings.put(id, finding(key, item, counts));
          }
        });
    return findings;
  }

  private Finding finding(ItemKey key, Map<String, Found> item, Map<ItemKey, Integer> counts) {
    return new Finding(
        Kind.EXTRA,
        key.toString(),
        List.of(new Path("", parts.whole(key, counts), SampleText.names(item.keySet()))),
        null,
        item.get(version) instanceof Found.Text text ? text.value() : null,
        item.hashCode(),
        List.of(new Finding.Place(table, key)));
  }
}
