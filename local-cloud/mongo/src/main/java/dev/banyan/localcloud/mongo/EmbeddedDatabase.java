package dev.banyan.localcloud.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A database of {@link EmbeddedCollection}s; answers reading commands by its own plans. */
final class EmbeddedDatabase extends AbstractSynchronizedMongoDatabase<Row> {

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

  private final ChangeLog changes;
  private final CursorReplies replies;
  private final Pipelines pipelines;

  EmbeddedDatabase(String name, CursorRegistry cursors, ChangeLog changes, CursorReplies replies) {
    super(name, cursors);
    this.changes = changes;
    this.replies = replies;
    this.pipelines = new Pipelines(this, replies);
    initializeNamespacesAndIndexes();
  }

  @Override
  public Document handleCommand(
      Channel channel, String command, Document query, DatabaseResolver resolver, Oplog oplog) {
    return switch (command) {
      case "find" -> find(query);
      case "aggregate" -> pipelines.run(query, resolver, oplog);
      case "collMod" -> collMod(query);
      case "create" -> create(channel, query, resolver, oplog);
      case "listCollections" ->
          listCollections(query, super.handleCommand(channel, command, query, resolver, oplog));
      case "update" ->
          new UpdateStatements(query)
              .run(one -> super.handleCommand(channel, command, one, resolver, oplog));
      case "insert" ->
          countInserted(query, super.handleCommand(channel, command, query, resolver, oplog));
      default -> super.handleCommand(channel, command, query, resolver, oplog);
    };
  }

  // --- reading

  private Document find(Document query) {
    String name = String.valueOf(query.get("find"));
    Namespace namespace = new Namespace(getDatabaseName(), name);
    EmbeddedCollection collection = collection(name);
    long limit = Fields.number(query, "limit", 0);
    boolean single = limit < 0 || Utils.isTrue(query.get("singleBatch"));
    Iterator<Document> found = Collections.emptyIterator();
    if (collection != null) {
      DocumentScan.Window window =
          new DocumentScan.Window(Fields.number(query, "skip", 0), Math.abs(limit));
      found =
          collection.find(Fields.document(query, "filter"), (Document) query.get("sort"), window);
    }
    Document fields = Fields.document(query, "projection");
    if (collection != null && !fields.isEmpty()) {
      found = new Projected(found, collection, fields);
    }
    return replies.first(namespace, found, (Number) query.get("batchSize"), single);
  }

  private record Projected(
      Iterator<Document> documents, EmbeddedCollection collection, Document fields)
      implements Iterator<Document> {
    @Override
    public boolean hasNext() {
      return documents.hasNext();
    }

    @Override
    public Document next() {
      return collection.project(documents.next(), fields);
    }
  }

  @Nullable EmbeddedCollection collection(String name) {
    return (EmbeddedCollection) resolveCollection(name, false);
  }

  private Document listCollections(Document query, Document reply) {
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
    EmbeddedCollection collection = collection(String.valueOf(entry.get("name")));
    if (collection == null) {
      return entry;
    }
    Fields.document(entry, "info").put("uuid", collection.getUuid());
    entry.put("options", collection.description());
    return entry;
  }

  // --- writing

  /** The base counts all documents given; MongoDB those inserted. */
  private static Document countInserted(Document query, Document reply) {
    List<Document> errors = Fields.documents(reply, "writeErrors");
    if (!errors.isEmpty()) {
      boolean ordered = !Boolean.FALSE.equals(query.get("ordered"));
      long given = Fields.list(query, "documents").size();
      long first = Fields.number(errors.get(0), "index", 0);
      reply.put("n", (int) (ordered ? first : given - errors.size()));
    }
    return reply;
  }

  private Document create(Channel channel, Document query, DatabaseResolver resolver, Oplog oplog) {
    checkImages(query.get(IMAGES));
    Document reply = super.handleCommand(channel, "create", query, resolver, oplog);
    EmbeddedCollection collection = collection(String.valueOf(query.get("create")));
    if (collection != null) {
      Document options = new Document(query);
      options.keySet().removeAll(NOT_OPTIONS);
      collection.describe(options);
    }
    return reply;
  }

  private Document collMod(Document query) {
    String name = String.valueOf(query.get("collMod"));
    EmbeddedCollection collection = collection(name);
    if (collection == null) {
      throw new MongoServerError(
          NAMESPACE_NOT_FOUND,
          "NamespaceNotFound",
          "ns does not exist: " + getDatabaseName() + "." + name);
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

  // --- collections and indexes

  @Override
  protected MongoCollection<Row> openOrCreateCollection(String name, CollectionOptions options) {
    return new EmbeddedCollection(this, name, options, cursorRegistry, changes);
  }

  @Override
  protected Index<Row> openOrCreateUniqueIndex(
      String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new OrderedIndex(name, keys, sparse, true);
  }

  @Override
  protected Index<Row> openOrCreateSecondaryIndex(
      String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new OrderedIndex(name, keys, sparse, false);
  }

  @Override
  public void dropCollection(String name, Oplog oplog) {
    super.dropCollection(name, oplog);
    log(Change.Kind.DROP, new Namespace(getDatabaseName(), name), null);
  }

  @Override
  public void drop(Oplog oplog) {
    super.drop(oplog);
    log(Change.Kind.DROP_DATABASE, new Namespace(getDatabaseName(), ""), null);
  }

  @Override
  public void moveCollection(
      MongoDatabase oldDatabase, MongoCollection<?> collection, String newName) {
    Namespace old = new Namespace(oldDatabase.getDatabaseName(), collection.getCollectionName());
    super.moveCollection(oldDatabase, collection, newName);
    log(Change.Kind.RENAME, old, new Namespace(getDatabaseName(), newName));
  }

  private void log(Change.Kind kind, Namespace namespace, @Nullable Namespace target) {
    if (namespace.isLogged()) {
      changes.append(kind, namespace, null, Change.Images.NONE, target);
    }
  }

  @Override
  protected long getStorageSize() {
    return 0;
  }

  @Override
  protected long getFileSize() {
    return 0;
  }
}
