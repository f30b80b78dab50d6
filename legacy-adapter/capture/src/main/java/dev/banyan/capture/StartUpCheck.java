package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.MappingBean;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

  private final MongoDatabase database;
  private final CaptureConfig config;

  StartUpCheck(MongoDatabase database, CaptureConfig config) {
    this.database = database;
    this.config = config;
  }

  /**
   * Turns pre-images on where that is allowed, and checks.
   *
   * @throws CaptureException naming everything that is wrong, with the remedies
   */
  void run(ServerFacts server) {
    StartUpProblem.requireNone(problems(server));
    if (config.preImages() == CaptureConfig.PreImages.CHECK) {
      return;
    }
    if (server.hasPreImages()) {
      enablePreImages();
      StartUpProblem.requireNone(deleteProblems(server));
    } else {
      LOG.warn("MongoDB {} has no pre-images; they came with 6.0", server.version());
    }
  }

  /** What is wrong, but for what turning pre-images on mends where that is allowed. */
  List<StartUpProblem> problems(ServerFacts server) {
    List<StartUpProblem> problems = new ArrayList<>(streamProblems(server));
    problems.addAll(new MappingCheck(database, config).problems());
    if (config.preImages() == CaptureConfig.PreImages.CHECK || !server.hasPreImages()) {
      problems.addAll(deleteProblems(server));
    }
    return problems;
  }

  private List<StartUpProblem> streamProblems(ServerFacts server) {
    if (config.collections().isEmpty()) {
      return List.of();
    }
    if (!server.replicated()) {
      return List.of(ServerFacts.noReplicaSet(config.collections()));
    }
    return server.atLeast(4, 2)
        ? List.of()
        : List.of(
            new StartUpProblem(
                "MongoDB "
                    + server.version()
                    + " is too old for capture by change stream, which takes 4.2, and 6.0 for"
                    + " pre-images",
                "Upgrade it, or publish explicit events by the outbox"));
  }

  private List<StartUpProblem> deleteProblems(ServerFacts server) {
    Set<String> withPreImages = ImagedCollections.of(database, config.collections());
    List<StartUpProblem> problems = new ArrayList<>();
    for (EventMapping mapping : config.mappings()) {
      if (!withPreImages.contains(mapping.collection())) {
        check(mapping, server).ifPresent(problems::add);
      }
    }
    for (MappingBean bean : config.beans()) {
      if (bean.needsPreImages() && !withPreImages.contains(bean.collection())) {
        problems.add(refusal(bean.collection(), List.of("what its mapping bean reads"), server));
      }
    }
    return problems;
  }

  private static Optional<StartUpProblem> check(EventMapping mapping, ServerFacts server) {
    List<String> missing = mapping.pathsThatNeedPreImages();
    if (!missing.isEmpty()) {
      return Optional.of(refusal(mapping.collection(), missing, server));
    }
    LOG.warn(
        "collection {} has no pre-images: its deletes by reverse replication could not be told from"
            + " the monolith's own. Turn them on before a switch (banyan.capture.pre-images: enable)",
        mapping.collection());
    return Optional.empty();
  }

  private static StartUpProblem refusal(
      String collection, List<String> missing, ServerFacts server) {
    String upgrade =
        server.hasPreImages()
            ? ""
            : "upgrade MongoDB "
                + server.version()
                + " to 6.0 or newer, which has pre-images, and ";
    return new StartUpProblem(
        "Deletes in collection '"
            + collection
            + "' cannot be published: "
            + missing
            + " would be missing. A delete carries only the _id, and pre-images are off",
        """
        Choose one:
          - %2$sturn pre-images on: pre-images: enable (banyan.capture.pre-images: enable in a \
        Spring application), or \
        db.runCommand({collMod: "%1$s", changeStreamPreAndPostImages: {enabled: true}})
          - if the _id is a text that holds them, name its parts: id: "{...}:{...}" in the mapping \
        of %1$s, or use {_id:1}, {_id:2}
          - choose a partition key, a subject and delete-fields that the _id holds"""
            .formatted(collection, upgrade));
  }

  private void enablePreImages() {
    Set<String> existing = new HashSet<>();
    database.listCollectionNames().into(existing);
    Set<String> ready = ImagedCollections.of(database, config.collections());
    for (String collection : config.collections()) {
      if (!existing.contains(collection)) {
        database.createCollection(collection);
      }
      if (!ready.contains(collection)) {
        database.runCommand(
            new BsonDocument("collMod", new BsonString(collection))
                .append(ImagedCollections.OPTION, new BsonDocument("enabled", BsonBoolean.TRUE)));
        LOG.info("turned pre-images on for collection {}", collection);
      }
    }
  }
}
