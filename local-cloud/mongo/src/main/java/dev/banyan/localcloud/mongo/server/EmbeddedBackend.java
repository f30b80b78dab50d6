package dev.banyan.localcloud.mongo.server;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.CursorNotFoundException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.collection.EmbeddedCollection;
import dev.banyan.localcloud.mongo.cursor.AwaitedBatch;
import dev.banyan.localcloud.mongo.cursor.CursorReplies;
import dev.banyan.localcloud.mongo.cursor.OpenCursors;
import dev.banyan.localcloud.mongo.database.EmbeddedDatabase;
import dev.banyan.localcloud.mongo.log.ChangeLog;
import dev.banyan.localcloud.mongo.log.Namespace;
import dev.banyan.localcloud.mongo.query.DocumentScan;
import dev.banyan.localcloud.mongo.query.PipelineStages;
import dev.banyan.localcloud.mongo.session.ExecutedStatements;
import dev.banyan.localcloud.mongo.session.Sessions;
import dev.banyan.localcloud.mongo.storage.Engine;
import dev.banyan.localcloud.mongo.stream.ChangeEvents;
import dev.banyan.localcloud.mongo.stream.ChangeStream;
import dev.banyan.localcloud.mongo.stream.ChangeStreamOptions;
import dev.banyan.localcloud.mongo.stream.EventPipeline;
import dev.banyan.localcloud.mongo.stream.Scope;
import dev.banyan.localcloud.mongo.wire.Fields;
import io.netty.channel.Channel;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commands that concern the whole server: the handshake of a replica set's primary, cursors and
 * change streams. What it does not know goes to the base.
 */
public final class EmbeddedBackend extends AbstractMongoBackend {

  private static final int INVALID_NAMESPACE = 73;
  private static final long DEFAULT_AWAIT_MILLIS = 1_000;

  private final long server = new SecureRandom().nextLong();
  private final OpenCursors cursors = new OpenCursors();
  private final CursorReplies replies = new CursorReplies(cursors);
  private final Engine engine;
  private final ChangeLog changes;
  private final Sessions sessions;
  private final AdminCommands admin;

  public EmbeddedBackend(Clock clock, Engine engine, Sessions sessions, Handshake handshake) {
    super(clock);
    this.engine = engine;
    this.changes = engine.changes();
    this.sessions = sessions;
    this.admin = new AdminCommands(changes, handshake, sessions);
    version(Handshake.VERSION);
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    return new EmbeddedDatabase(name, getCursorRegistry(), engine, replies);
  }

  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    return sessions.run(
        database, command, query, executed -> run(channel, database, command, query, executed));
  }

  private Document run(
      Channel channel,
      String database,
      String command,
      Document query,
      ExecutedStatements executed) {
    switch (command) {
      case "insert", "update", "delete", "findAndModify", "findandmodify":
        return database(database).write(command, query, executed);
      case "aggregate":
        List<Document> pipeline = PipelineStages.parse(query.get("pipeline"));
        if (!pipeline.isEmpty() && pipeline.get(0).get("$changeStream") instanceof Document stage) {
          return watch(database, query, stage, pipeline.subList(1, pipeline.size()));
        }
        break;
      default:
    }
    Document reply = admin.reply(command, query);
    return reply != null ? reply : super.handleCommand(channel, database, command, query);
  }

  private EmbeddedDatabase database(String name) {
    return (EmbeddedDatabase) resolveDatabase(name);
  }

  // --- change streams

  private Document watch(String database, Document query, Document stage, List<Document> pipeline) {
    ChangeStreamOptions options = ChangeStreamOptions.parse(stage);
    Namespace namespace = new Namespace(database, namespaceOf(query));
    ChangeStream stream =
        ChangeStream.open(
            changes,
            scope(database, query, options),
            options,
            new ChangeEvents(options, this::lookUp),
            EventPipeline.of(pipeline),
            server);
    ChangeStream.Batch batch = wantsEvents(query) ? stream.next(0) : stream.none();
    long id = batch.last() ? 0 : cursors.add(new OpenCursors.Source.Changes(namespace, stream));
    return CursorReplies.reply("firstBatch", namespace, id, batch);
  }

  private static String namespaceOf(Document query) {
    return query.get("aggregate") instanceof String collection ? collection : "$cmd.aggregate";
  }

  private static boolean wantsEvents(Document query) {
    return Fields.number(Fields.document(query, "cursor"), "batchSize", 1) != 0;
  }

  private static Scope scope(String database, Document query, ChangeStreamOptions options) {
    if (query.get("aggregate") instanceof String collection) {
      return new Scope(database, collection);
    }
    if (!options.allChangesForCluster()) {
      return new Scope(database, null);
    }
    if (!database.equals("admin")) {
      throw new MongoServerError(
          INVALID_NAMESPACE,
          "InvalidNamespace",
          "A $changeStream with 'allChangesForCluster:true' may only be opened on the 'admin'"
              + " database, not on '"
              + database
              + "'");
    }
    return Scope.CLUSTER;
  }

  private @Nullable Document lookUp(Namespace namespace, @Nullable Object id) {
    EmbeddedCollection collection = collection(namespace);
    if (collection == null) {
      return null;
    }
    Document byId = new Document("_id", new Document("$eq", id));
    var found = collection.find(byId, null, new DocumentScan.Window(0, 1));
    return found.hasNext() ? found.next() : null;
  }

  /** Answers a getMore on a change stream; null if it is not one. */
  @Nullable AwaitedReply awaitMore(Document query, Channel channel, Executor executor) {
    long id = Fields.number(query, "getMore", 0);
    if (!(cursors.get(id) instanceof OpenCursors.Source.Changes cursor)) {
      return null;
    }
    int batchSize = (int) Fields.number(query, "batchSize", 0);
    AwaitedBatch batch =
        new AwaitedBatch(cursor.stream(), changes, cursors, id, batchSize, executor);
    CompletableFuture<Document> reply =
        batch
            .start()
            .whenComplete(
                (done, failure) -> {
                  if (failure != null || done.last()) {
                    cursors.remove(id);
                  }
                })
            .thenApply(
                done ->
                    CursorReplies.reply(
                        "nextBatch", cursor.namespace(), done.last() ? 0 : id, done));
    if (!reply.isDone()) {
      long wait = Fields.number(query, "maxTimeMS", DEFAULT_AWAIT_MILLIS);
      channel
          .eventLoop()
          .schedule(() -> executor.execute(batch::expire), wait, TimeUnit.MILLISECONDS);
    }
    return new AwaitedReply(reply, batch::cancel);
  }

  /** Removes what has expired by TTL indexes. */
  public void removeExpired(Instant now) {
    for (String name : listDatabaseNames()) {
      database(name).removeExpired(now);
    }
  }

  /** A reply that may take its time, and how to give it up. */
  record AwaitedReply(CompletableFuture<Document> reply, Runnable cancel) {}

  // --- cursors

  @Override
  protected Document handleGetMore(String database, String command, Document query) {
    long id = Fields.number(query, command, 0);
    int batchSize = (int) Fields.number(query, "batchSize", 0);
    if (cursors.get(id) instanceof OpenCursors.Source.Results results) {
      return replies.next(id, results, batchSize);
    }
    throw new CursorNotFoundException(id);
  }

  @Override
  protected Document handleKillCursors(Document query) {
    List<?> ids = Fields.list(query, "cursors");
    List<?> killed = ids.stream().filter(id -> cursors.remove((Long) id)).toList();
    changes.wake();
    Document reply =
        new Document("cursorsKilled", killed)
            .append("cursorsNotFound", ids.stream().filter(id -> !killed.contains(id)).toList())
            .append("cursorsAlive", List.of())
            .append("cursorsUnknown", List.of());
    Utils.markOkay(reply);
    return reply;
  }

  @Override
  public void closeCursors(List<Long> ids) {
    ids.forEach(cursors::remove);
    changes.wake();
  }

  /** Ends all waiting; the server must not be used afterwards. */
  @Override
  public void close() {
    cursors.clear();
    changes.wake();
    super.close();
  }

  public long examined(Namespace namespace) {
    EmbeddedCollection collection = collection(namespace);
    return collection == null ? 0 : collection.examined();
  }

  private @Nullable EmbeddedCollection collection(Namespace namespace) {
    return database(namespace.database()).collection(namespace.collection());
  }

  public int openCursors() {
    return cursors.size();
  }
}
