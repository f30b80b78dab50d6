package dev.banyan.localcloud.mongo.log;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Set;

/** A collection by database and name; an empty name stands for the whole database. */
public record Namespace(String database, String collection) {

  private static final Set<String> UNLOGGED_DATABASES = Set.of("admin", "config", "local");

  /** Whether changes here appear in change streams. */
  public boolean isLogged() {
    return !collection.startsWith("system.") && !UNLOGGED_DATABASES.contains(database);
  }

  public String fullName() {
    return database + "." + collection;
  }

  public Document toDocument() {
    Document document = new Document("db", database);
    return collection.isEmpty() ? document : document.append("coll", collection);
  }
}
