package dev.banyan.cli.plan;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.cli.option.MongoUri;
import dev.banyan.jobs.plan.DocumentSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Collections of a MongoDB that runs. Its connection string is a secret and in no message. */
final class LiveDocuments implements Documents {

  private static final int REACHED_WITHIN_SECONDS = 10;
  private static final int MOST_NAMES = 20;

  private final MongoClient client;
  private final MongoDatabase database;
  private @Nullable List<String> names;

  private LiveDocuments(MongoClient client, String database) {
    this.client = client;
    this.database = client.getDatabase(database);
  }

  /**
   * Opens a database.
   *
   * @param name null for the one that the connection string names
   * @throws IllegalArgumentException if the connection string is none, or no database is named
   */
  static LiveDocuments open(String uri, @Nullable String name) {
    ConnectionString parsed = MongoUri.parse(uri);
    String database = name == null ? parsed.getDatabase() : name;
    if (database == null) {
      throw new IllegalArgumentException(
          "which database? Give --database NAME, or name it in the connection string:"
              + " mongodb://host:27017/NAME");
    }
    MongoClientSettings settings =
        MongoClientSettings.builder()
            .applyConnectionString(parsed)
            .applyToClusterSettings(
                cluster -> cluster.serverSelectionTimeout(REACHED_WITHIN_SECONDS, TimeUnit.SECONDS))
            .build();
    return new LiveDocuments(MongoClients.create(settings), database);
  }

  @Override
  public DocumentSource of(String collection) {
    List<String> present = names();
    if (!present.contains(collection)) {
      throw new IllegalArgumentException(
          "the database '"
              + database.getName()
              + "' has no collection '"
              + collection
              + "': "
              + (present.isEmpty()
                  ? "it is empty; is --database right?"
                  : "it has " + present.subList(0, Math.min(MOST_NAMES, present.size()))));
    }
    return DocumentSource.of(database.getCollection(collection, RawBsonDocument.class));
  }

  private List<String> names() {
    List<String> known = names;
    if (known == null) {
      known = read();
      names = known;
    }
    return known;
  }

  private List<String> read() {
    try {
      List<String> read = database.listCollectionNames().into(new ArrayList<>());
      read.removeIf(name -> name.startsWith("system."));
      read.sort(null);
      return read;
    } catch (MongoException e) {
      throw new IllegalStateException(
          "MongoDB cannot be read: " + e.getMessage() + "; check address, user and rights", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
