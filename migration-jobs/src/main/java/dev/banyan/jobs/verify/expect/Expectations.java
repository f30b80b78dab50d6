package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.range.DocumentId;
import java.util.List;
import java.util.Set;
import org.bson.RawBsonDocument;

/** What the documents of a collection must have in the tables. Implementations are thread-safe. */
public interface Expectations {

  /** The collection. */
  String collection();

  /** The tables of its items, each name once. */
  List<TableSpec> tables();

  /** Items of a document, about: to divide the work by. */
  int itemsOfDocument();

  /** The attribute that holds an item's version. */
  String versionAttribute(String table);

  /** Attributes that a tombstone may have beside its key and expiry. */
  Set<String> marks(String table);

  /** Whether large items of a table are cut into parts, whose sort keys have numbers behind. */
  boolean splits(String table);

  /** What a document must have. */
  Expectation of(RawBsonDocument document);

  /** Keys of items that a document of this {@code _id} has, where the {@code _id} alone says it. */
  List<ExpectedItem> keysOf(DocumentId id);
}
