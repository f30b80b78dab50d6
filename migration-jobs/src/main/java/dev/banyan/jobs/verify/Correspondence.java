package dev.banyan.jobs.verify;

import dev.banyan.jobs.range.DocumentId;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Which item a document should have, and what it should say: declared here a second time, from the
 * tables' description, so that a mistake in the mapping or in a table's class is seen.
 *
 * @param table and
 * @param partition name of its partition key and
 * @param sort name of its sort key
 * @param keys how a document's {@code _id} and an item's key belong together
 * @param fields that must agree
 */
record Correspondence(
    String collection,
    String table,
    String partition,
    String sort,
    Keys keys,
    List<FieldRule> fields) {

  static final Correspondence RELATIONSHIPS =
      new Correspondence(
          "follows",
          "relationships",
          "follower",
          "followee",
          new FollowKeys(false),
          List.of(
              new FieldRule("follower", "follower"),
              new FieldRule("followee", "followee"),
              new FieldRule("followee", "followeeKey"),
              new FieldRule("createdAt", "createdAt")));

  static final Correspondence FEED_EDGES =
      new Correspondence(
          "follows",
          "feed-edges",
          "author",
          "follower",
          new FollowKeys(true),
          List.of(new FieldRule("followee", "author"), new FieldRule("follower", "follower")));

  static final Correspondence FEED_POSTS =
      new Correspondence(
          "posts",
          "feed-posts",
          "author",
          "postId",
          new PostKeys(),
          List.of(
              new FieldRule("author", "author"),
              new FieldRule("text", "text"),
              new FieldRule("createdAt", "createdAt")));

  Correspondence {
    fields = List.copyOf(fields);
  }

  /**
   * An item's key.
   *
   * @param partition value of the partition key
   */
  record Key(String partition, String sort) {
    @Override
    public String toString() {
      return partition + "/" + sort;
    }
  }

  /** How a document's {@code _id} and an item's key belong together. */
  interface Keys {

    /**
     * The key of a document's item; null if the {@code _id} cannot have one, or does not say it and
     * there is no document to ask.
     */
    @Nullable Key keyOf(DocumentId id, @Nullable BsonDocument document);

    /** The {@code _id} that an item's document must have. */
    DocumentId idOf(Key key);

    /** Fields that {@link #keyOf} asks a document for. */
    default List<String> fields() {
      return List.of();
    }

    /** The index that finds an item by the text of the {@code _id}; null if the key says it. */
    default @Nullable String index() {
      return null;
    }
  }

  /** {@code follower:followee}; user ids have no colon. */
  private record FollowKeys(boolean followeeFirst) implements Keys {
    @Override
    public @Nullable Key keyOf(DocumentId id, @Nullable BsonDocument document) {
      if (!id.value().isString()) {
        return null;
      }
      String text = id.value().asString().getValue();
      int colon = text.indexOf(':');
      if (colon < 1 || colon == text.length() - 1) {
        return null;
      }
      String follower = text.substring(0, colon);
      String followee = text.substring(colon + 1);
      return followeeFirst ? new Key(followee, follower) : new Key(follower, followee);
    }

    @Override
    public DocumentId idOf(Key key) {
      return DocumentId.ofValue(
          new BsonString(
              followeeFirst
                  ? key.sort() + ":" + key.partition()
                  : key.partition() + ":" + key.sort()));
    }
  }

  /** The author is in the document only. */
  private record PostKeys() implements Keys {
    @Override
    public @Nullable Key keyOf(DocumentId id, @Nullable BsonDocument document) {
      BsonValue author = document == null ? null : document.get("author");
      return author != null && author.isString() && id.value().isObjectId()
          ? new Key(author.asString().getValue(), id.value().asObjectId().getValue().toHexString())
          : null;
    }

    @Override
    public DocumentId idOf(Key key) {
      return DocumentId.ofValue(
          ObjectId.isValid(key.sort())
              ? new BsonObjectId(new ObjectId(key.sort()))
              : new BsonString(key.sort()));
    }

    @Override
    public List<String> fields() {
      return List.of("author");
    }

    @Override
    public String index() {
      return "byId";
    }
  }
}
