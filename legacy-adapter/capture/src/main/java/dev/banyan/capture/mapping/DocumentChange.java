package dev.banyan.capture.mapping;

import java.util.Optional;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A committed change as a mapping bean sees it.
 *
 * @param collection where it happened
 * @param deleted whether the document is gone
 * @param key with the {@code _id}, and the shard key where there is one
 * @param document the state after the change, possibly a later one; null for a delete
 * @param before the state before the change; null for an insert and without pre-images
 */
public record DocumentChange(
    String collection,
    boolean deleted,
    BsonDocument key,
    @Nullable BsonDocument document,
    @Nullable BsonDocument before) {

  /** The state after the change. */
  public Optional<BsonDocument> after() {
    return Optional.ofNullable(document);
  }

  /** The newest state that is known: after the change, or for a delete before it. */
  public Optional<BsonDocument> known() {
    return Optional.ofNullable(document).or(() -> Optional.ofNullable(before));
  }
}
