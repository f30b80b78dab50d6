package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The field {@code _banyan} that reverse replication leaves in a document.
 *
 * @param version of the service's change that the document reflects
 * @param deleted whether that change is a delete, which is about to follow here
 */
record VersionTag(SourceVersion version, boolean deleted) {

  static final String FIELD = "_banyan";

  static Optional<VersionTag> of(BsonDocument document) {
    BsonValue tag = document.get(FIELD);
    if (tag == null) {
      return Optional.empty();
    }
    if (!tag.isDocument()) {
      throw new IllegalArgumentException(FIELD + " must be a document, was " + tag.getBsonType());
    }
    SourceVersion version = SourceVersion.parse(Fields.text(tag.asDocument(), "v"));
    BsonValue deleted = tag.asDocument().get("deleted");
    return Optional.of(
        new VersionTag(
            version, deleted != null && deleted.isBoolean() && deleted.asBoolean().getValue()));
  }
}
