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
import dev.banyan.localcloud.mongo.wire.Fields;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
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
    Stream<Document> found = collection == null ? Stream.of() : stream(find(collection, stages));
    Sampled sampled = sample(List.copyOf(stages), found, resolver, collection, oplog);
    Aggregation rest =
        Aggregation.fromPipeline(sampled.rest(), resolver, database, collection, oplog);
    rest.validate(withPlainCursor(command));
    Namespace namespace = new Namespace(database.getDatabaseName(), name);
    try {
      return replies.first(
          namespace, results(rest, sampled.documents()), batchSize(command), false);
    } catch (TypeMismatchException e) {
      throw e;
    } catch (MongoServerError e) {
      throw inContext(e);
    }
  }

  private record Sampled(Stream<Document> documents, List<Document> rest) {}

  /** Does the stages up to the last $sample; the base's own sorts by random keys, and may fail. */
  private Sampled sample(
      List<Document> stages,
      Stream<Document> found,
      DatabaseResolver resolver,
      @Nullable EmbeddedCollection collection,
      Oplog oplog) {
    Stream<Document> documents = found;
    int done = 0;
    for (int i = 0; i < stages.size(); i++) {
      if (stages.get(i).get("$sample") instanceof Document sample) {
        Aggregation before =
            Aggregation.fromPipeline(
                stages.subList(done, i), resolver, database, collection, oplog);
        List<Document> shuffled = new ArrayList<>(before.runStages(documents));
        Collections.shuffle(shuffled);
        documents = shuffled.stream().limit(Fields.number(sample, "size", 0));
        done = i + 1;
      }
    }
    return new Sampled(documents, stages.subList(done, stages.size()));
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
