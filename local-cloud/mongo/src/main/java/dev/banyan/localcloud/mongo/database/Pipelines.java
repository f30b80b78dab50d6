package dev.banyan.localcloud.mongo.database;

import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.TypeMismatchException;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.banyan.localcloud.mongo.collection.EmbeddedCollection;
import dev.banyan.localcloud.mongo.cursor.CursorReplies;
import dev.banyan.localcloud.mongo.log.Namespace;
import dev.banyan.localcloud.mongo.query.DocumentScan;
import dev.banyan.localcloud.mongo.query.PipelineStages;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Aggregations: what stands at the head of the pipeline ($match, $sort, $skip, $limit, in this
 * order) is answered like a find, by index; the base's stages do the rest.
 */
final class Pipelines {

  private final EmbeddedDatabase database;
  private final CursorReplies replies;

  Pipelines(EmbeddedDatabase database, CursorReplies replies) {
    this.database = database;
    this.replies = replies;
  }

  Document run(Document command, DatabaseResolver resolver, Oplog oplog) {
    String name = String.valueOf(command.get("aggregate"));
    EmbeddedCollection collection = database.collection(name);
    Deque<Document> stages = new ArrayDeque<>(PipelineStages.parse(command.get("pipeline")));
    OwnStages own = new OwnStages(this, resolver, collection, oplog);
    OwnStages.Done done = own.run(found(name, collection, stages), stages);
    Aggregation rest = Aggregation.fromPipeline(done.rest(), resolver, database, collection, oplog);
    rest.validate(withPlainCursor(command));
    Namespace namespace = new Namespace(database.getDatabaseName(), name);
    try {
      return replies.first(namespace, results(rest, done.documents()), batchSize(command), false);
    } catch (TypeMismatchException e) {
      throw e;
    } catch (MongoServerError e) {
      throw inContext(e);
    }
  }

  /** What the pipeline starts from; takes the stages away that this has answered. */
  private Stream<Document> found(
      String name, @Nullable EmbeddedCollection collection, Deque<Document> stages) {
    if (takeIf(stages, "$collStats") instanceof Document asked) {
      return Stream.of(statistics(name, collection, asked));
    }
    return collection == null ? Stream.of() : stream(find(collection, stages));
  }

  private Document statistics(
      String name, @Nullable EmbeddedCollection collection, Document asked) {
    Document told =
        new Document("ns", database.getDatabaseName() + "." + name)
            .append("localTime", Instant.now());
    if (asked.containsKey("storageStats") && collection != null) {
      told.append("storageStats", collection.getStats());
    }
    return asked.containsKey("count")
        ? told.append("count", collection == null ? 0 : collection.count())
        : told;
  }

  /** The results of a pipeline over another collection of the database. */
  Stream<Document> over(
      String name, List<Document> pipeline, DatabaseResolver resolver, Oplog oplog) {
    EmbeddedCollection collection = database.collection(name);
    Deque<Document> stages = new ArrayDeque<>(pipeline);
    OwnStages own = new OwnStages(this, resolver, collection, oplog);
    return own.all(own.run(found(name, collection, stages), stages));
  }

  EmbeddedDatabase database() {
    return database;
  }

  private static Iterator<Document> results(Aggregation rest, Stream<Document> found) {
    Stream<Document> results = rest.runStagesAsStream(found);
    return rest.isModifying() ? results.toList().iterator() : results.iterator();
  }

  private static MongoServerError inContext(MongoServerError e) {
    return new MongoServerError(
        e.getCode(),
        e.getCodeName(),
        "PlanExecutor error during aggregation :: caused by :: " + e.getMessageWithoutErrorCode(),
        e);
  }

  private static Iterator<Document> find(EmbeddedCollection collection, Deque<Document> stages) {
    Document filter = takeIf(stages, "$match") instanceof Document match ? match : new Document();
    Object sort = takeIf(stages, "$sort");
    long skip = takeIf(stages, "$skip") instanceof Number number ? number.longValue() : 0;
    long limit = takeIf(stages, "$limit") instanceof Number number ? number.longValue() : 0;
    DocumentScan.Window window = new DocumentScan.Window(skip, limit);
    return collection.find(filter, sort instanceof Document order ? order : null, window);
  }

  private static @Nullable Object takeIf(Deque<Document> stages, String stage) {
    Document first = stages.peek();
    if (first == null || first.size() != 1 || !first.containsKey(stage)) {
      return null;
    }
    stages.remove();
    return first.get(stage);
  }

  private static Stream<Document> stream(Iterator<Document> documents) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(documents, Spliterator.ORDERED), false);
  }

  private static Document withPlainCursor(Document command) {
    return command.containsKey("cursor") ? new Document("cursor", new Document()) : new Document();
  }

  private static @Nullable Number batchSize(Document command) {
    return command.get("cursor") instanceof Document cursor
        ? (Number) cursor.get("batchSize")
        : null;
  }
}
