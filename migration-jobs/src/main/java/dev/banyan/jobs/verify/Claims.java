package dev.banyan.jobs.verify;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.KeyLog.Claim;
import dev.banyan.jobs.verify.expect.Expectation;
import dev.banyan.jobs.verify.expect.Expectations;
import dev.banyan.jobs.verify.expect.ItemKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.RawBsonDocument;

/**
 * Which documents claim the items of the tables, over all collections of a mapping file: several
 * may fill one table. Thread-safe.
 */
final class Claims {

  private final Map<String, KeyLog> logs;
  private final Map<String, Reader> collections;

  /** Reads documents of a collection and says what they must have. */
  record Reader(SourceDocuments documents, Expectations expected) {}

  Claims(Map<String, KeyLog> logs, Map<String, Reader> collections) {
    this.logs = Map.copyOf(logs);
    this.collections = Map.copyOf(collections);
  }

  KeyLog log(String table) {
    return Objects.requireNonNull(logs.get(table), table);
  }

  void add(String collection, DocumentId id, Expectation expectation) {
    expectation
        .items()
        .forEach(item -> log(item.table().name()).add(new Claim(collection, id, item.key())));
  }

  void flush() {
    logs.values().forEach(KeyLog::flush);
  }

  /** The keys in a table that documents have, or had at some time. */
  Map<DocumentId, Set<ItemKey>> keysOf(String table, String collection, Set<DocumentId> ids) {
    Map<DocumentId, Set<ItemKey>> keys = new HashMap<>();
    KeyLog log = log(table);
    for (int bucket = 0; bucket < log.buckets(); bucket++) {
      log.readBucket(
          bucket,
          claim -> {
            if (claim.collection().equals(collection) && ids.contains(claim.id())) {
              keys.computeIfAbsent(claim.id(), id -> new HashSet<>()).add(claim.key());
            }
          });
    }
    return keys;
  }

  /** Those of the keys that a document claims at this moment. */
  Set<ItemKey> claimed(TableSpec table, Collection<ItemKey> keys) {
    Map<String, List<Claim>> candidates = new HashMap<>();
    Set<ItemKey> wanted = new HashSet<>(keys);
    for (ItemKey key : wanted) {
      log(table.name())
          .readBucketOf(
              key,
              claim -> {
                if (claim.key().equals(key)) {
                  candidates.computeIfAbsent(claim.collection(), c -> new ArrayList<>()).add(claim);
                }
              });
    }
    Set<ItemKey> claimed = new HashSet<>();
    candidates.forEach((collection, claims) -> check(table, collection, claims, claimed));
    return claimed;
  }

  private void check(TableSpec table, String collection, List<Claim> claims, Set<ItemKey> claimed) {
    Reader reader = Objects.requireNonNull(collections.get(collection), collection);
    if (!reader.documents().canChange()) {
      claims.forEach(claim -> claimed.add(claim.key()));
      return;
    }
    Set<DocumentId> ids = new HashSet<>();
    claims.forEach(claim -> ids.add(claim.id()));
    try (SourceDocuments.Cursor cursor = reader.documents().find(ids)) {
      for (RawBsonDocument document = cursor.next(); document != null; document = cursor.next()) {
        reader.expected().of(document).items().stream()
            .filter(item -> item.table().name().equals(table.name()))
            .forEach(item -> claimed.add(item.key()));
      }
    }
  }
}
