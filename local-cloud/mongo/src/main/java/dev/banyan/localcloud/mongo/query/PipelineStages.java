package dev.banyan.localcloud.mongo.query;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the stages of aggregation pipelines. */
public final class PipelineStages {

  private PipelineStages() {}

  /** Stages in the base's spelling: it knows some only by their older names. */
  public static List<Document> parse(@Nullable Object pipeline) {
    List<Document> stages = new ArrayList<>();
    for (Document stage : Aggregation.parse(pipeline)) {
      if (stage.containsKey("$set")) {
        stages.add(new Document("$addFields", stage.get("$set")));
      } else if (stage.containsKey("$replaceWith")) {
        Document newRoot = new Document("newRoot", stage.get("$replaceWith"));
        stages.add(new Document("$replaceRoot", newRoot));
      } else {
        stages.add(stage);
      }
    }
    return stages;
  }
}
