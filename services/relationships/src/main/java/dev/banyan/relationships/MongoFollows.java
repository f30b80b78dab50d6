package dev.banyan.relationships;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.result.UpdateResult;
import dev.banyan.stream.Outcome;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The monolith's collection {@code follows}, as reverse replication writes it: versioned, and
 * tagged so that capture does not publish it again.
 *
 * <p>A put:
 *
 * <ol>
 *   <li>Skip it if the ledger in {@code banyan_reverse} has a delete of this key that is newer.
 *   <li>Upsert the document with {@code _banyan: {v, origin}}, unless its tag is as new. A document
 *       without tag is legacy's, from before the switch.
 *   <li>Look at the ledger again: a delete that came between is made good.
 * </ol>
 *
 * <p>A delete: note it in the ledger first, then tag the document, then delete it. A crash between
 * any two steps is repaired by the retry. Thread-safe.
 */
final class MongoFollows {

  static final String COLLECTION = "follows";
  static final String LEDGER = "banyan_reverse";

  private static final String TAG_VERSION = "_banyan.v";

  private final MongoCollection<Document> follows;
  private final MongoCollection<Document> ledger;

  MongoFollows(MongoDatabase database) {
    this.follows = database.getCollection(COLLECTION);
    this.ledger = database.getCollection(LEDGER);
  }

  /** Brings a change of the service's own into MongoDB. */
  Outcome apply(Relationship change) {
    Instant createdAt = change.createdAt();
    return createdAt == null ? delete(change) : put(change, createdAt);
  }

  private Outcome put(Relationship change, Instant createdAt) {
    if (isDeletedSince(change)) {
      return Outcome.ALREADY_NEWER;
    }
    Bson state =
        combine(
            set("follower", change.follower()),
            set("followee", change.followee()),
            set("createdAt", Date.from(createdAt)),
            set("_banyan", tag(change)));
    boolean written = upsert(follows, change.id(), olderThan(TAG_VERSION, change), state);
    if (written && isDeletedSince(change)) {
      remove(change);
      return Outcome.ALREADY_NEWER;
    }
    return written ? Outcome.APPLIED : Outcome.ALREADY_NEWER;
  }

  private Outcome delete(Relationship change) {
    Bson entry = combine(set("v", version(change)), set("deleted", true));
    upsert(ledger, ledgerId(change), olderThan("v", change), entry);
    return remove(change) ? Outcome.APPLIED : Outcome.ALREADY_NEWER;
  }

  /** Tags the document, so that the delete's pre-image carries the tag, and deletes it. */
  private boolean remove(Relationship change) {
    Bson notNewer = or(exists(TAG_VERSION, false), lte(TAG_VERSION, version(change)));
    Document tag = tag(change).append("deleted", true);
    UpdateResult tagged =
        follows.updateOne(and(eq("_id", change.id()), notNewer), set("_banyan", tag));
    if (tagged.getMatchedCount() == 0) {
      return false;
    }
    follows.deleteOne(
        and(eq("_id", change.id()), eq(TAG_VERSION, version(change)), eq("_banyan.deleted", true)));
    return true;
  }

  private boolean isDeletedSince(Relationship change) {
    return ledger.find(and(eq("_id", ledgerId(change)), gte("v", version(change)))).first() != null;
  }

  /** Without a document an upsert inserts; with a newer one its insert meets a duplicate key. */
  private static boolean upsert(
      MongoCollection<Document> into, String id, Bson older, Bson update) {
    try {
      into.updateOne(and(eq("_id", id), older), update, new UpdateOptions().upsert(true));
      return true;
    } catch (MongoWriteException e) {
      boolean sameKey = e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
      if (sameKey && into.find(eq("_id", id)).first() != null) {
        return false;
      }
      throw e; // the duplicate is in another unique index
    }
  }

  private static Bson olderThan(String field, Relationship change) {
    return or(exists(field, false), lt(field, version(change)));
  }

  private static Document tag(Relationship change) {
    return new Document("v", version(change)).append("origin", change.origin().text());
  }

  private static String version(Relationship change) {
    return change.version().toString();
  }

  private static String ledgerId(Relationship change) {
    return COLLECTION + "/" + change.id();
  }
}
