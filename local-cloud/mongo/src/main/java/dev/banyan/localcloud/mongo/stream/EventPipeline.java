package dev.banyan.localcloud.mongo.stream;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import dev.banyan.localcloud.mongo.bson.Bson;
import dev.banyan.localcloud.mongo.wire.LabelledError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the client wants done with events: stages of its pipeline, and splitting of large ones. See
 * <a href="https://www.mongodb.com/docs/manual/changeStreams/#modify-change-stream-output">Modify
 * Change Stream Output</a> and <a
 * href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/changeStreamSplitLargeEvent/">$changeStreamSplitLargeEvent</a>.
 */
public final class EventPipeline {

  /** Events above this are split or refused, as in MongoDB: 16 MB and 8 KB. */
  static final int LARGEST_EVENT = (16 << 20) + (8 << 10);

  /** Changes below this cannot become large events, so that they need not be measured. */
  private static final int SURELY_SMALL = 256 << 10;

  private static final String SPLIT = "$changeStreamSplitLargeEvent";
  private static final int ILLEGAL_OPERATION = 20;
  private static final int SPLIT_NOT_LAST = 7_182_802;
  private static final int FATAL = 280;
  private static final int TOO_LARGE = 10_334;
  private static final Set<String> ALLOWED =
      Set.of(
          "$addFields",
          "$match",
          "$project",
          "$replaceRoot",
          "$replaceWith",
          "$redact",
          "$set",
          "$unset");

  private final Aggregation stages;
  private final boolean splits;

  private EventPipeline(Aggregation stages, boolean splits) {
    this.stages = stages;
    this.splits = splits;
  }

  public static EventPipeline of(List<Document> pipeline) {
    List<Document> stages = new ArrayList<>(pipeline);
    boolean splits = !stages.isEmpty() && stages.get(stages.size() - 1).containsKey(SPLIT);
    if (splits) {
      stages.remove(stages.size() - 1);
    }
    stages.forEach(EventPipeline::check);
    return new EventPipeline(
        Aggregation.fromPipeline(stages, name -> null, null, null, NoopOplog.get()), splits);
  }

  private static void check(Document stage) {
    if (stage.containsKey(SPLIT)) {
      throw new MongoServerError(SPLIT_NOT_LAST, SPLIT + " must be the last stage in the pipeline");
    }
    if (!ALLOWED.containsAll(stage.keySet())) {
      throw new MongoServerError(
          ILLEGAL_OPERATION,
          "IllegalOperation",
          stage.keySet() + " is not permitted in a $changeStream pipeline");
    }
  }

  boolean splits() {
    return splits;
  }

  /**
   * The event as the client gets it: nothing, one document, or its fragments.
   *
   * @param sizeHint bytes of the change that the event was made of
   */
  List<Document> apply(Document event, ResumeToken token, long sizeHint) {
    List<Document> results = stages.runStages(Stream.of(event));
    for (Document result : results) {
      checkToken(result, token);
    }
    if (results.isEmpty() || sizeHint < SURELY_SMALL) {
      return results;
    }
    int size = Bson.encode(results.get(0)).length;
    if (size <= LARGEST_EVENT) {
      return results;
    }
    if (!splits) {
      throw LabelledError.notResumable(
          TOO_LARGE,
          "BSONObjectTooLarge",
          "Executor error during getMore :: caused by :: BSONObj size: "
              + size
              + " is invalid. Size must be between 0 and "
              + LARGEST_EVENT
              + " First element: _id: "
              + token.toDocument());
    }
    return fragments(results.get(0), token);
  }

  private static void checkToken(Document result, ResumeToken token) {
    if (!token.toDocument().equals(result.get("_id"))) {
      throw LabelledError.notResumable(
          FATAL,
          "ChangeStreamFatalError",
          "Encountered an event whose _id field, which contains the resume token, was modified by"
              + " the pipeline. Modifying the _id field of an event makes it impossible to resume"
              + " the stream from that point. Only transformations that retain the unmodified _id"
              + " field are allowed.");
    }
  }

  private record Sized(String field, Object value, int bytes) {}

  private static List<Document> fragments(Document event, ResumeToken token) {
    List<Document> parts = new ArrayList<>();
    int room = 0;
    for (Sized part : bySize(event)) {
      if (parts.isEmpty() || part.bytes() > room) {
        parts.add(new Document("_id", null).append("splitEvent", null));
        room = LARGEST_EVENT - Bson.encode(token.toDocument()).length - 200;
      }
      parts.get(parts.size() - 1).append(part.field(), part.value());
      room -= part.bytes();
    }
    for (int i = 0; i < parts.size(); i++) {
      Document place = new Document("fragment", i + 1).append("of", parts.size());
      parts.get(i).append("_id", token.ofFragment(i).toDocument()).append("splitEvent", place);
    }
    return parts;
  }

  private static List<Sized> bySize(Document event) {
    List<Sized> parts = new ArrayList<>();
    for (Map.Entry<String, Object> field : event.entrySet()) {
      if (!field.getKey().equals("_id")) {
        int bytes = Bson.encode(new Document(field.getKey(), field.getValue())).length;
        parts.add(new Sized(field.getKey(), field.getValue(), bytes));
      }
    }
    parts.sort(Comparator.comparingInt(Sized::bytes));
    return parts;
  }
}
