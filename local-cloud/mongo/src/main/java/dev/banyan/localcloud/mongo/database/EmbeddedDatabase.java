package dev.banyan.localcloud.mongo.database;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.banyan.localcloud.mongo.collection.EmbeddedCollection;
import dev.banyan.localcloud.mongo.collection.Expiry;
import dev.banyan.localcloud.mongo.cursor.CursorReplies;
import dev.banyan.localcloud.mongo.index.IndexOptions;
import dev.banyan.localcloud.mongo.index.OrderedIndex;
import dev.banyan.localcloud.mongo.log.Change;
import dev.banyan.localcloud.mongo.log.Namespace;
import dev.banyan.localcloud.mongo.session.ExecutedStatements;
import dev.banyan.localcloud.mongo.storage.Engine;
import dev.banyan.localcloud.mongo.storage.Row;
import dev.banyan.localcloud.mongo.storage.Transaction;
import dev.banyan.localcloud.mongo.storage.WriteConflict;
import dev.banyan.localcloud.mongo.wire.Fields;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database of {@link EmbeddedCollection}s; answers reading commands by its own plans. */
public final class EmbeddedDatabase extends AbstractSynchronizedMongoDatabase<Row> {

  private static final int BAD_VALUE = 2;
  private static final int INVALID_NAMESPACE = 73;

  /** The base keeps the last result by channel; nobody asks for this one's. */
  private static final Channel NO_CHANNEL = new EmbeddedChannel();

  private final Engine engine;
  private final CursorReplies replies;
  private IndexOptions indexOptions = IndexOptions.NONE;
  private final Pipelines pipelines;
  private final Catalogue catalogue = new Catalogue(this);

  public EmbeddedDatabase(
      String name, CursorRegistry cursors, Engine engine, CursorReplies replies) {
    super(name, cursors);
    this.engine = engine;
    this.replies = replies;
    this.pipelines = new Pipelines(this, replies);
    initializeNamespacesAndIndexes();
  }

  @Override
  public Document handleCommand(
      Channel channel, String command, Document query, DatabaseResolver resolver, Oplog oplog) {
    return switch (command) {
      case "find" -> new FindCommand(this, query).run(replies);
      case "explain" -> new Explain(this, Fields.document(query, "explain")).run();
      case "aggregate" ->
          Boolean.TRUE.equals(query.get("explain"))
              ? new Explain(this, query).run()
              : pipelines.run(query, resolver, oplog);
      case "collMod" -> catalogue.modify(query);
      case "create" -> {
        Catalogue.check(query);
        yield catalogue.created(
            query, super.handleCommand(channel, command, query, resolver, oplog));
      }
      case "listCollections" ->
          catalogue.listed(query, super.handleCommand(channel, command, query, resolver, oplog));
      default -> super.handleCommand(channel, command, query, resolver, oplog);
    };
  }

  // --- reading

  public @Nullable EmbeddedCollection collection(String name) {
    return (EmbeddedCollection) resolveCollection(name, false);
  }

  // --- writing

  public Document write(String command, Document query, ExecutedStatements executed) {
    WriteCommands commands = new WriteCommands(this, query, executed);
    return switch (command) {
      case "insert" -> commands.insert();
      case "update" -> commands.update();
      case "delete" -> commands.delete();
      default -> new FindAndModify(this, command, query, executed).run();
    };
  }

  /** One statement by the base's command: only it can read array filters. */
  Document updateByArrayFilters(String name, Document statement) {
    Document command = new Document("update", name).append("updates", List.of(statement));
    Document reply =
        super.handleCommand(NO_CHANNEL, "update", command, unused -> this, NoopOplog.get());
    for (Document error : Fields.documents(reply, "writeErrors")) {
      int code = (int) Fields.number(error, "code", BAD_VALUE);
      if (code == WriteConflict.CODE) {
        throw new WriteConflict(null);
      }
      throw new MongoServerError(
          code, String.valueOf(error.get("codeName")), String.valueOf(error.get("errmsg")));
    }
    List<Document> upserted = Fields.documents(reply, "upserted");
    Document result =
        new Document("n", Fields.number(reply, "n", 0) - upserted.size())
            .append("nModified", reply.get("nModified"));
    upserted.forEach(entry -> result.append("upserted", entry.get("_id")));
    return result;
  }

  /** A collection to write to, made if there is none. */
  EmbeddedCollection forWriting(String name) {
    if (name.startsWith("system.")) {
      throw new MongoServerError(
          INVALID_NAMESPACE,
          "InvalidNamespace",
          "Cannot write to the system namespace " + getDatabaseName() + "." + name);
    }
    return (EmbeddedCollection) Transaction.outside(() -> resolveOrCreateCollection(name));
  }

  // --- collections and indexes

  @Override
  protected MongoCollection<Row> openOrCreateCollection(String name, CollectionOptions options) {
    return new EmbeddedCollection(this, name, options, cursorRegistry, engine);
  }

  /** The base makes indexes out of keys only; the rest of the description is kept meanwhile. */
  @Override
  protected synchronized void addIndex(Document description) {
    IndexOptions before = indexOptions;
    indexOptions = IndexOptions.of(description);
    try {
      super.addIndex(description);
    } finally {
      indexOptions = before;
    }
  }

  /** Removes what has expired by TTL indexes. */
  public void removeExpired(Instant now) {
    Expiry expiry = new Expiry(now);
    for (Document entry : listed()) {
      EmbeddedCollection collection = collection(String.valueOf(entry.get("name")));
      if (collection != null) {
        expiry.removeFrom(collection);
      }
    }
  }

  private List<Document> listed() {
    Document reply =
        super.handleCommand(
            NO_CHANNEL,
            "listCollections",
            new Document("listCollections", 1),
            unused -> this,
            NoopOplog.get());
    return Fields.documents(Fields.document(reply, "cursor"), "firstBatch");
  }

  @Override
  protected Index<Row> openOrCreateUniqueIndex(
      String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new OrderedIndex(name, keys, sparse, true, indexOptions);
  }

  @Override
  protected Index<Row> openOrCreateSecondaryIndex(
      String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new OrderedIndex(name, keys, sparse, false, indexOptions);
  }

  @Override
  public void dropCollection(String name, Oplog oplog) {
    EmbeddedCollection collection = collection(name);
    if (collection != null) {
      collection.awaitNoWriter();
    }
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
      engine.changes().append(new Change.Draft(kind, namespace, null, Change.Images.NONE, target));
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
