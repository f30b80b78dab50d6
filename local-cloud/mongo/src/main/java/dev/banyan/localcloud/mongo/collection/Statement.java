package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.BsonOrder;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One write statement at work. It may be run in several attempts, when it meets what a transaction
 * has pending: what an attempt has updated stays, and the next goes on with the rest. Guarded by
 * the collection's write lock.
 */
final class Statement {

  /** For writes that no statement stands for. */
  static final Statement NONE = new Statement(false, null);

  private final boolean firstMatchOnly;
  private final @Nullable Document replacement;
  private final Set<@Nullable Object> updated = new TreeSet<>(BsonOrder.INSTANCE);
  private final Set<@Nullable Object> updatedBefore = new TreeSet<>(BsonOrder.INSTANCE);
  private @Nullable Object insertedId;

  private Statement(boolean firstMatchOnly, @Nullable Document replacement) {
    this.firstMatchOnly = firstMatchOnly;
    this.replacement = replacement;
  }

  /** An update, by operators or by a whole document. */
  static Statement update(@Nullable Object update, boolean firstMatchOnly) {
    return new Statement(firstMatchOnly, update instanceof Document by ? replacementIn(by) : null);
  }

  static Statement pipelineUpdate(boolean firstMatchOnly) {
    return new Statement(firstMatchOnly, null);
  }

  private static @Nullable Document replacementIn(Document update) {
    return update.keySet().stream().anyMatch(key -> key.startsWith("$")) ? null : update;
  }

  boolean firstMatchOnly() {
    return firstMatchOnly;
  }

  /** The document that takes the place of what is found; null for other writes. */
  @Nullable Document replacement() {
    return replacement;
  }

  @Nullable Object insertedId() {
    return insertedId;
  }

  void inserted(@Nullable Object id) {
    if (this != NONE) {
      insertedId = id;
    }
  }

  void updated(@Nullable Object id) {
    if (this != NONE && !firstMatchOnly) {
      updated.add(id);
    }
  }

  /** Begins an attempt: what those before it have updated is left alone. */
  void attempt() {
    updatedBefore.addAll(updated);
  }

  boolean isDone(Document document) {
    return !updatedBefore.isEmpty() && updatedBefore.contains(document.get("_id"));
  }

  boolean hasBegun() {
    return !updatedBefore.isEmpty();
  }

  /** Adds what the attempts before the last one have done to the result of the last. */
  Document withEarlier(Document result) {
    if (!updatedBefore.isEmpty()) {
      result.computeIfPresent("n", (field, n) -> (int) n + updatedBefore.size());
      result.computeIfPresent("nModified", (field, n) -> (int) n + updatedBefore.size());
    }
    return result;
  }
}
