package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import dev.banyan.localcloud.mongo.query.PipelineStages;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An update by aggregation pipeline. See <a
 * href="https://www.mongodb.com/docs/manual/tutorial/update-documents-with-aggregation-pipeline/">Updates
 * with Aggregation Pipeline</a>.
 */
final class UpdatePipeline {

  private static final int IMMUTABLE_FIELD = 66;
  private static final int INVALID_OPTIONS = 72;
  private static final Set<String> ALLOWED =
      Set.of("$addFields", "$set", "$project", "$unset", "$replaceRoot", "$replaceWith");

  private final List<Document> stages;

  UpdatePipeline(List<?> pipeline) {
    List<Document> checked = new ArrayList<>();
    for (Object stage : pipeline) {
      if (!(stage instanceof Document document) || !ALLOWED.containsAll(document.keySet())) {
        throw new MongoServerError(
            INVALID_OPTIONS,
            "InvalidOptions",
            stage + " is not allowed to be used within an update; allowed are " + ALLOWED);
      }
      checked.add(document);
    }
    this.stages = PipelineStages.parse(checked);
  }

  /** The new state of a document, with its _id. */
  Document apply(Document document) {
    Object id = document.get("_id");
    Aggregation aggregation =
        Aggregation.fromPipeline(stages, name -> null, null, null, NoopOplog.get());
    Document result = aggregation.runStages(Stream.of(document.cloneDeeply())).get(0);
    if (id != null && result.containsKey("_id") && !Objects.equals(id, result.get("_id"))) {
      throw new MongoServerError(
          IMMUTABLE_FIELD,
          "ImmutableField",
          "Performing an update on the path '_id' would modify the immutable field '_id'");
    }
    return result;
  }
}
