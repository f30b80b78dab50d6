package dev.banyan.jobs.verify.expect;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.verify.expect.Raw.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reverse replication left in a document, its field {@code _banyan}.
 *
 * @param version of the service's change; null if the document is not tagged
 * @param deleted whether the document counts as deleted
 */
record ReverseTag(@Nullable SourceVersion version, boolean deleted) {

  private static final ReverseTag NONE = new ReverseTag(null, false);

  /**
   * Of a document.
   *
   * @throws Refusal if there is one without a version
   */
  static ReverseTag of(List<Field> fields) {
    Raw tag = first(fields, "_banyan");
    return tag == null ? NONE : new ReverseTag(version(tag), isDeleted(tag));
  }

  private static SourceVersion version(Raw tag) {
    Raw text = tag.type() == Raw.DOCUMENT ? first(tag.fields(), "v") : null;
    String version = text == null || text.type() != Raw.STRING ? null : text.string();
    try {
      return SourceVersion.parse(String.valueOf(version));
    } catch (IllegalArgumentException e) {
      throw new Refusal("_banyan holds no version");
    }
  }

  private static boolean isDeleted(Raw tag) {
    Raw deleted = first(tag.fields(), "deleted");
    return deleted != null && deleted.type() == Raw.BOOLEAN && deleted.bool();
  }

  private static @Nullable Raw first(List<Field> fields, String name) {
    for (Field field : fields) {
      if (name.equals(field.name())) {
        return field.value();
      }
    }
    return null;
  }
}
