package dev.banyan.cli.input;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bson.Document;

/** Writes a graph and texts into the monolith's database, in the shapes that it uses itself. */
public final class LegacyDataLoader {

  /** Hears of each batch; called on the loading thread. */
  @FunctionalInterface
  public interface Progress {

    /** {@code documents} is how many of the collection are written so far. */
    void loaded(String collection, long documents);
  }

  /** Everybody's password, so that one may log in as anybody. */
  public static final String PASSWORD = "banyan-demo";

  /** BCrypt of {@link #PASSWORD} at strength 10; hashing per user would take hours. */
  private static final String PASSWORD_HASH =
      "$2a$10$mwVKdusLs/RgQn3fUtIuf.nONywk7CiNBn9l0/t2Z2GUyQERWJJoy";

  private static final int BATCH = 1000;

  private static final Duration AGE_OF_ACCOUNTS = Duration.ofDays(500);

  private final MongoDatabase database;
  private final long seed;
  private final Instant now;
  private final Progress progress;

  /**
   * A loader.
   *
   * @param seed decides who writes which text
   * @param now nothing gets a later date
   */
  public LegacyDataLoader(MongoDatabase database, long seed, Instant now, Progress progress) {
    this.database = database;
    this.seed = seed;
    this.now = now;
    this.progress = progress;
  }

  /**
   * Loads users, follows, and one post per text.
   *
   * @throws InputException if the database holds any already, or the texts cannot be read
   */
  public LoadedPosts load(SocialGraph graph, PostTexts texts) {
    List.of("users", "follows", "posts").forEach(this::requireEmpty);
    loadUsers(graph);
    loadFollows(graph);
    return loadPosts(graph, texts);
  }

  private void requireEmpty(String collection) {
    if (database.getCollection(collection).find().first() != null) {
      throw new InputException(
          "Collection %s of database %s is not empty: drop it, or start with a fresh database."
              .formatted(collection, database.getName()));
    }
  }

  private void loadUsers(SocialGraph graph) {
    var batch = new Batch("users");
    Date createdAt = Date.from(now.minus(AGE_OF_ACCOUNTS));
    for (int user = 0; user < graph.users(); user++) {
      String id = graph.userId(user);
      batch.add(
          new Document("_id", id)
              .append("username", id)
              .append("displayName", "User " + id.substring(1))
              .append("passwordHash", PASSWORD_HASH)
              .append("createdAt", createdAt));
    }
    batch.flush();
  }

  private void loadFollows(SocialGraph graph) {
    var batch = new Batch("follows");
    long start = now.minus(AGE_OF_ACCOUNTS).toEpochMilli();
    graph.forEachFollow(
        (follower, followee) -> {
          String from = graph.userId(follower);
          String to = graph.userId(followee);
          batch.add(
              new Document("_id", from + ":" + to)
                  .append("follower", from)
                  .append("followee", to)
                  .append("createdAt", new Date(start + batch.count)));
        });
    batch.flush();
  }

  private LoadedPosts loadPosts(SocialGraph graph, PostTexts texts) {
    var batch = new Batch("posts");
    var posts = new LoadedPosts(seed, now);
    var random = new Random(seed);
    texts.forEach(
        text -> {
          int post = posts.add(random.nextInt(graph.users()));
          batch.add(
              new Document("_id", posts.id(post))
                  .append("author", graph.userId(posts.author(post)))
                  .append("text", text)
                  .append("createdAt", Date.from(posts.createdAt(post))));
        });
    batch.flush();
    return posts;
  }

  /** Collects documents and writes them by the thousand. */
  private final class Batch {

    private final MongoCollection<Document> collection;
    private final List<Document> documents = new ArrayList<>(BATCH);
    private long count;

    Batch(String collection) {
      this.collection = database.getCollection(collection);
    }

    void add(Document document) {
      documents.add(document);
      count++;
      if (documents.size() == BATCH) {
        flush();
      }
    }

    void flush() {
      if (!documents.isEmpty()) {
        collection.insertMany(documents, new InsertManyOptions().ordered(false));
        documents.clear();
        progress.loaded(collection.getNamespace().getCollectionName(), count);
      }
    }
  }
}
