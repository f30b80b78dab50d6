package dev.banyan.capture.mapping;

import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a changed document: the document itself, or for a delete its key, the parts of
 * its key, and its pre-image where there is one.
 */
final class DocumentView {

  private final @Nullable BsonDocument document;
  private final BsonDocument key;
  private final Map<String, String> idParts;

  DocumentView(
      @Nullable BsonDocument document, BsonDocument key, @Nullable TextTemplate idTemplate) {
    this.document = document;
    this.key = key;
    this.idParts = idTemplate == null ? Map.of() : partsOf(key, idTemplate);
  }

  private static Map<String, String> partsOf(BsonDocument key, TextTemplate template) {
    BsonValue id = key.get(EventMapping.ID);
    return id == null || !id.isString()
        ? Map.of()
        : template.match(id.asString().getValue()).orElse(Map.of());
  }

  Optional<BsonValue> value(String path) {
    return at(document, path).or(() -> at(key, path)).or(() -> part(path));
  }

  Optional<String> text(String path) {
    return value(path).flatMap(BsonJson::toText);
  }

  private Optional<BsonValue> part(String path) {
    return Optional.ofNullable(idParts.get(path)).map(BsonString::new);
  }

  private static Optional<BsonValue> at(@Nullable BsonDocument root, String path) {
    BsonValue value = root;
    for (String step : path.split("\\.", -1)) {
      if (value == null || !value.isDocument()) {
        return Optional.empty();
      }
      value = value.asDocument().get(step);
    }
    return Optional.ofNullable(value);
  }
}
