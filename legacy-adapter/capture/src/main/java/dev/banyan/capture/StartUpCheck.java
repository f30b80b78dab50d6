package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.MappingBean;
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
  void run(ServerFacts server) {
    requireStreams(server);
    new MappingCheck(database, config).run();
    if (config.preImages() == CaptureConfig.PreImages.ENABLE && !server.hasPreImages()) {
      LOG.warn("MongoDB {} has no pre-images; they came with 6.0", server.version());
    } else if (config.preImages() == CaptureConfig.PreImages.ENABLE) {
      enablePreImages();
    }
    Set<String> withPreImages = withPreImages();
    for (EventMapping mapping : config.mappings()) {
      if (!withPreImages.contains(mapping.collection())) {
        check(mapping, server);
      }
    }
    for (MappingBean bean : config.beans()) {
      if (bean.needsPreImages() && !withPreImages.contains(bean.collection())) {
        throw new CaptureException(
            refusal(bean.collection(), List.of("what its mapping bean reads"), server));
      }
    }
  }

  private void requireStreams(ServerFacts server) {
    if (config.collections().isEmpty()) {
      return;
    }
    if (!server.replicated()) {
      throw new CaptureException(ServerFacts.noReplicaSet(config.collections()));
    }
    if (!server.atLeast(4, 2)) {
      throw new CaptureException(
          "MongoDB "
              + server.version()
              + " is too old for capture by change stream, which takes 4.2, and 6.0 for pre-images;"
              + " upgrade it, or publish explicit events by the outbox");
    }
  }

  private static void check(EventMapping mapping, ServerFacts server) {
    List<String> missing = mapping.pathsThatNeedPreImages();
    if (!missing.isEmpty()) {
      throw new CaptureException(refusal(mapping.collection(), missing, server));
    }
    LOG.warn(
        "collection {} has no pre-images: its deletes by reverse replication could not be told from"
            + " the monolith's own. Turn them on before a switch (banyan.capture.pre-images: enable)",
        mapping.collection());
  }

  private static String refusal(String collection, List<String> missing, ServerFacts server) {
    String upgrade =
        server.hasPreImages()
            ? ""
            : "upgrade MongoDB "
                + server.version()
                + " to 6.0 or newer, which has pre-images, and ";
    return """
        Deletes in collection '%1$s' cannot be published: %2$s would be missing. A delete carries \
        only the _id, and pre-images are off. Choose one:
          - %3$sturn pre-images on: banyan.capture.pre-images: enable, or \
        db.runCommand({collMod: "%1$s", changeStreamPreAndPostImages: {enabled: true}})
          - if the _id is a text that holds them, name its parts: id: "{...}:{...}" in the mapping \
        of %1$s, or use {_id:1}, {_id:2}
          - choose a partition key, a subject and delete-fields that the _id holds"""
        .formatted(collection, missing, upgrade);
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
