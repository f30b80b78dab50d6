package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.MappingBean;
import dev.banyan.capture.mapping.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether mappings fit what the database holds: that collections exist, and that a sample of their
 * documents has the fields. A field that no document has may be new, so it is a warning, unless the
 * partition key or the subject is made of it.
 */
final class MappingCheck {

  private static final Logger LOG = LoggerFactory.getLogger(MappingCheck.class);
  private static final int SAMPLE = 100;

  private final MongoDatabase database;
  private final CaptureConfig config;

  MappingCheck(MongoDatabase database, CaptureConfig config) {
    this.database = database;
    this.config = config;
  }

  /** All that is wrong, naming the collection or field, and the nearest that exists. */
  List<StartUpProblem> problems() {
    Set<String> existing = database.listCollectionNames().into(new TreeSet<>());
    List<StartUpProblem> problems = new ArrayList<>();
    for (EventMapping mapping : config.mappings()) {
      if (existing.contains(mapping.collection())) {
        problems.addAll(fieldProblems(mapping));
      } else {
        missing(mapping.collection(), mapping.shape().optional(), existing)
            .ifPresent(problems::add);
      }
    }
    for (MappingBean bean : config.beans()) {
      if (!existing.contains(bean.collection())) {
        missing(bean.collection(), true, existing).ifPresent(problems::add);
      }
    }
    return problems;
  }

  private Optional<StartUpProblem> missing(
      String collection, boolean optional, Set<String> existing) {
    String what =
        "collection '"
            + collection
            + "' does not exist in database '"
            + database.getName()
            + "'"
            + NearestName.hint(collection, existing);
    if (optional) {
      LOG.warn("{}; capture waits for it", what);
      return Optional.empty();
    }
    return Optional.of(
        new StartUpProblem(
            "The mapping cannot work: " + what,
            "Correct its name; or, as MongoDB makes a collection with its first document, add"
                + " 'optional: true' to it in the mapping file if it comes later"));
  }

  private List<StartUpProblem> fieldProblems(EventMapping mapping) {
    List<BsonDocument> sample =
        database
            .getCollection(mapping.collection(), BsonDocument.class)
            .find()
            .limit(SAMPLE)
            .into(new ArrayList<>());
    Set<String> names = new TreeSet<>();
    sample.forEach(document -> collect(document, "", names));
    return mapping.paths().stream()
        .filter(path -> !sample.isEmpty() && !names.contains(path))
        .flatMap(path -> absent(mapping, path, sample.size(), names).stream())
        .toList();
  }

  private static Optional<StartUpProblem> absent(
      EventMapping mapping, String path, int sampled, Set<String> names) {
    String what =
        "none of "
            + sampled
            + " documents of collection '"
            + mapping.collection()
            + "' has the field '"
            + path
            + "'"
            + NearestName.hint(path, names);
    if (mapping.isKeyPath(path)) {
      return Optional.of(
          new StartUpProblem(
              "The mapping cannot work: " + what,
              "Its partition key or subject is made of it: correct the path"));
    }
    LOG.warn("{}; its events will lack it", what);
    return Optional.empty();
  }

  private static void collect(BsonDocument document, String prefix, Set<String> names) {
    document.forEach((name, value) -> collect(value, prefix + name, names));
  }

  private static void collect(BsonValue value, String path, Set<String> names) {
    names.add(path);
    if (value.isDocument()) {
      collect(value.asDocument(), path + ".", names);
    } else if (value.isArray()) {
      value.asArray().stream()
          .filter(BsonValue::isDocument)
          .forEach(element -> collect(element.asDocument(), path + ".", names));
    }
  }
}
