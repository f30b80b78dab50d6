package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.banyan.capture.mapping.EventMapping;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to hold before a relay may start: a hard delete carries only the key, so every field
 * that its event needs is in the {@code _id}, in its template's parts, or in a pre-image.
 */
final class StartUpCheck {

  private static final Logger LOG = LoggerFactory.getLogger(StartUpCheck.class);
  private static final String OPTION = "changeStreamPreAndPostImages";

  private final MongoDatabase database;
  private final CaptureConfig config;

  StartUpCheck(MongoDatabase database, CaptureConfig config) {
    this.database = database;
    this.config = config;
  }

  /**
   * Turns pre-images on where that is allowed, and checks.
   *
   * @throws CaptureException naming collection, missing fields and remedies
   */
  void run() {
    if (config.preImages() == CaptureConfig.PreImages.ENABLE) {
      enablePreImages();
    }
    Set<String> withPreImages = withPreImages();
    for (EventMapping mapping : config.mappings()) {
      if (!withPreImages.contains(mapping.collection())) {
        check(mapping);
      }
    }
  }

  private static void check(EventMapping mapping) {
    List<String> missing = mapping.pathsThatNeedPreImages();
    if (!missing.isEmpty()) {
      throw new CaptureException(refusal(mapping.collection(), missing));
    }
    LOG.warn(
        "collection {} has no pre-images: its deletes by reverse replication could not be told from"
            + " the monolith's own. Turn them on before a switch (banyan.capture.pre-images: enable)",
        mapping.collection());
  }

  private static String refusal(String collection, List<String> missing) {
    return """
        Deletes in collection '%1$s' cannot be published: %2$s would be missing. A delete carries \
        only the _id, and pre-images are off. Choose one:
          - turn pre-images on: banyan.capture.pre-images: enable, or \
        db.runCommand({collMod: "%1$s", changeStreamPreAndPostImages: {enabled: true}})
          - if the _id is a text that holds them, name its parts: \
        banyan.capture.mappings.%1$s.id: "{...}:{...}"
          - choose a partition key, a subject and delete-fields that the _id holds"""
        .formatted(collection, missing);
  }

  private Set<String> withPreImages() {
    Set<String> names = new HashSet<>();
    for (BsonDocument collection :
        database
            .listCollections(BsonDocument.class)
            .filter(Filters.in("name", config.collections()))) {
      if (enabled(collection)) {
        names.add(collection.getString("name").getValue());
      }
    }
    return names;
  }

  private static boolean enabled(BsonDocument collection) {
    return collection.isDocument("options")
        && collection.getDocument("options").isDocument(OPTION)
        && BsonBoolean.TRUE.equals(
            collection.getDocument("options").getDocument(OPTION).get("enabled"));
  }

  private void enablePreImages() {
    Set<String> existing = new HashSet<>();
    database.listCollectionNames().into(existing);
    Set<String> ready = withPreImages();
    for (String collection : config.collections()) {
      if (!existing.contains(collection)) {
        database.createCollection(collection);
      }
      if (!ready.contains(collection)) {
        database.runCommand(
            new BsonDocument("collMod", new BsonString(collection))
                .append(OPTION, new BsonDocument("enabled", BsonBoolean.TRUE)));
        LOG.info("turned pre-images on for collection {}", collection);
      }
    }
  }
}
