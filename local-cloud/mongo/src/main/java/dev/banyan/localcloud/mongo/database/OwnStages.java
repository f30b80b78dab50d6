package dev.banyan.localcloud.mongo.database;

import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.banyan.localcloud.mongo.collection.EmbeddedCollection;
import dev.banyan.localcloud.mongo.query.PipelineStages;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stages that the base lacks ($unionWith) or cannot do ($sample: it sorts by random keys, and may
 * fail). They are known at the top of a pipeline, not inside of $facet and $lookup.
 */
final class OwnStages {

  private final Pipelines pipelines;
  private final DatabaseResolver resolver;
  private final @Nullable EmbeddedCollection collection;
  private final Oplog oplog;

  OwnStages(
      Pipelines pipelines,
      DatabaseResolver resolver,
      @Nullable EmbeddedCollection collection,
      Oplog oplog) {
    this.pipelines = pipelines;
    this.resolver = resolver;
    this.collection = collection;
    this.oplog = oplog;
  }

  /** What comes out of the last of these stages, and the stages behind it. */
  record Done(Stream<Document> documents, List<Document> rest) {}

  /** Does the stages up to the last of its own. */
  Done run(Stream<Document> found, Collection<Document> pipeline) {
    Stream<Document> documents = found;
    List<Document> plain = new ArrayList<>();
    for (Document stage : pipeline) {
      if (stage.get("$sample") instanceof Document sample) {
        documents = sample(all(new Done(documents, plain)), Fields.number(sample, "size", 0));
        plain = new ArrayList<>();
      } else if (stage.containsKey("$unionWith")) {
        documents = Stream.concat(all(new Done(documents, plain)), other(stage.get("$unionWith")));
        plain = new ArrayList<>();
      } else {
        plain.add(stage);
      }
    }
    return new Done(documents, plain);
  }

  /** The results of the remaining stages too. */
  Stream<Document> all(Done done) {
    return Aggregation.fromPipeline(done.rest(), resolver, pipelines.database(), collection, oplog)
        .runStagesAsStream(done.documents());
  }

  private static Stream<Document> sample(Stream<Document> documents, long size) {
    List<Document> shuffled = new ArrayList<>(documents.toList());
    Collections.shuffle(shuffled);
    return shuffled.stream().limit(size);
  }

  private Stream<Document> other(@Nullable Object union) {
    return union instanceof Document asked
        ? pipelines.over(
            String.valueOf(asked.get("coll")),
            PipelineStages.parse(Fields.documents(asked, "pipeline")),
            resolver,
            oplog)
        : pipelines.over(String.valueOf(union), List.of(), resolver, oplog);
  }
}
