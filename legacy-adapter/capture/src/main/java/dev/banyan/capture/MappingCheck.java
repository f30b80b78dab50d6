package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.MappingBean;
import dev.banyan.capture.mapping.NearestName;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * Checks.
   *
   * @throws CaptureException naming the collection or field, and the nearest that exists
   */
  void run() {
    Set<String> existing = database.listCollectionNames().into(new TreeSet<>());
    for (EventMapping mapping : config.mappings()) {
      if (existing.contains(mapping.collection())) {
        checkFields(mapping);
      } else {
        missing(mapping.collection(), mapping.shape().optional(), existing);
      }
    }
    for (MappingBean bean : config.beans()) {
      if (!existing.contains(bean.collection())) {
        missing(bean.collection(), true, existing);
      }
    }
  }

  private void missing(String collection, boolean optional, Set<String> existing) {
    String what =
        "collection '"
            + collection
            + "' does not exist in database '"
            + database.getName()
            + "'"
            + NearestName.hint(collection, existing);
    if (!optional) {
      throw new CaptureException(
          "The mapping cannot work: " + what + ". If it comes later, say optional: true");
    }
    LOG.warn("{}; capture waits for it", what);
  }

  private void checkFields(EventMapping mapping) {
    List<BsonDocument> sample =
        database
            .getCollection(mapping.collection(), BsonDocument.class)
            .find()
            .limit(SAMPLE)
            .into(new ArrayList<>());
    Set<String> names = new TreeSet<>();
    sample.forEach(document -> collect(document, "", names));
    for (String path : mapping.paths()) {
      if (!sample.isEmpty() && !names.contains(path)) {
        absent(mapping, path, sample.size(), names);
      }
    }
  }

  private static void absent(EventMapping mapping, String path, int sampled, Set<String> names) {
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
      throw new CaptureException(
          "The mapping cannot work: " + what + ". Its partition key or subject is made of it");
    }
    LOG.warn("{}; its events will lack it", what);
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
