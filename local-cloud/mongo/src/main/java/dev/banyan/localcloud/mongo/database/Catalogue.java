package dev.banyan.localcloud.mongo.database;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.collection.EmbeddedCollection;
import dev.banyan.localcloud.mongo.schema.Validator;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options of the collections of a database: given, modified and listed. */
final class Catalogue {

  private static final int BAD_VALUE = 2;
  private static final int NAMESPACE_NOT_FOUND = 26;
  private static final int INVALID_OPTIONS = 72;
  private static final String IMAGES = "changeStreamPreAndPostImages";
  private static final Set<String> NOT_OPTIONS =
      Set.of(
          "create",
          "collMod",
          "$db",
          "lsid",
          "$clusterTime",
          "$readPreference",
          "writeConcern",
          "comment",
          "maxTimeMS");
  private static final Set<String> MODIFIABLE =
      Set.of(IMAGES, "validator", "validationLevel", "validationAction");

  private final EmbeddedDatabase database;

  Catalogue(EmbeddedDatabase database) {
    this.database = database;
  }

  /** Adds to the base's list what it does not know. */
  Document listed(Document query, Document reply) {
    Document filter = Fields.document(query, "filter");
    DefaultQueryMatcher matcher = new DefaultQueryMatcher();
    Document cursor = Fields.document(reply, "cursor");
    List<Document> described =
        Fields.documents(cursor, "firstBatch").stream()
            .map(this::describe)
            .filter(entry -> matcher.matches(entry, filter))
            .toList();
    cursor.put("firstBatch", described);
    return reply;
  }

  private Document describe(Document entry) {
    EmbeddedCollection collection = database.collection(String.valueOf(entry.get("name")));
    if (collection == null) {
      return entry;
    }
    Fields.document(entry, "info").put("uuid", collection.getUuid());
    entry.put("options", collection.description());
    return entry;
  }

  /** Refuses options that cannot be kept. */
  static void check(Document options) {
    checkImages(options.get(IMAGES));
    Validator.of(options);
  }

  /** Keeps the options of a collection that has been made. */
  Document created(Document query, Document reply) {
    EmbeddedCollection collection = database.collection(String.valueOf(query.get("create")));
    if (collection != null) {
      Document options = new Document(query);
      options.keySet().removeAll(NOT_OPTIONS);
      collection.describe(options);
    }
    return reply;
  }

  Document modify(Document query) {
    String name = String.valueOf(query.get("collMod"));
    EmbeddedCollection collection = database.collection(name);
    if (collection == null) {
      throw new MongoServerError(
          NAMESPACE_NOT_FOUND,
          "NamespaceNotFound",
          "ns does not exist: " + database.getDatabaseName() + "." + name);
    }
    Document options = new Document(query);
    options.keySet().removeAll(NOT_OPTIONS);
    checkModifiable(options);
    checkImages(options.get(IMAGES));
    Document described = new Document(collection.description());
    described.putAll(options);
    collection.describe(described);
    Document reply = new Document();
    Utils.markOkay(reply);
    return reply;
  }

  private static void checkModifiable(Document options) {
    Set<String> others = new HashSet<>(options.keySet());
    others.removeAll(MODIFIABLE);
    if (!others.isEmpty()) {
      throw new MongoServerError(
          INVALID_OPTIONS,
          "InvalidOptions",
          "The embedded MongoDB's collMod knows " + MODIFIABLE + ", not " + others);
    }
  }

  private static void checkImages(@Nullable Object images) {
    boolean valid =
        images == null || (images instanceof Document d && d.get("enabled") instanceof Boolean);
    if (!valid) {
      throw new MongoServerError(
          BAD_VALUE, "BadValue", IMAGES + " must be {enabled: <boolean>}, not " + images);
    }
  }
}
