package dev.banyan.capture.mapping;

import java.util.Map;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a changed document: the document itself, or for a delete its key, the parts of
 * its key, and its pre-image where there is one; and the element, where a mapping looks at one.
 *
 * <p>A path that meets an array goes on in each of its elements, so that {@code friends.$id} of an
 * array of DBRefs is the array of the ids.
 */
final class DocumentView {

  private static final String ID_PART = EventMapping.ID + ":";

  private final @Nullable BsonDocument document;
  private final BsonDocument key;
  private final Map<String, String> idParts;
  private final @Nullable BsonDocument element;

  private DocumentView(
      @Nullable BsonDocument document,
      BsonDocument key,
      Map<String, String> idParts,
      @Nullable BsonDocument element) {
    this.document = document;
    this.key = key;
    this.idParts = idParts;
    this.element = element;
  }

  static DocumentView of(
      @Nullable BsonDocument document, BsonDocument key, @Nullable TextTemplate idTemplate) {
    Map<String, String> parts = idTemplate == null ? Map.of() : partsOf(key, idTemplate);
    return new DocumentView(document, key, parts, null);
  }

  /** The same with an element of one of its arrays. */
  DocumentView with(BsonValue value) {
    return new DocumentView(document, key, idParts, new BsonDocument(EventShape.ELEMENT, value));
  }

  private static Map<String, String> partsOf(BsonDocument key, TextTemplate template) {
    BsonValue id = key.get(EventMapping.ID);
    return id == null || !id.isString()
        ? Map.of()
        : template.match(id.asString().getValue()).orElse(Map.of());
  }

  Optional<BsonValue> value(String path) {
    return Optional.ofNullable(find(path));
  }

  private @Nullable BsonValue find(String path) {
    if (element != null && EventShape.isElement(path)) {
      return at(element, path);
    }
    if (path.startsWith(ID_PART)) {
      return idPart(path.substring(ID_PART.length()));
    }
    BsonValue found = at(document, path);
    found = found == null ? at(key, path) : found;
    String part = found == null ? idParts.get(path) : null;
    return part == null ? found : new BsonString(part);
  }

  private @Nullable BsonValue idPart(String place) {
    BsonValue id = key.get(EventMapping.ID);
    if (id == null || !id.isString()) {
      return null;
    }
    String[] parts = id.asString().getValue().split(":", -1);
    int index = Integer.parseInt(place) - 1;
    return index < parts.length ? new BsonString(parts[index]) : null;
  }

  Optional<String> text(String path) {
    return value(path).flatMap(BsonJson::toText);
  }

  private static @Nullable BsonValue at(@Nullable BsonValue root, String path) {
    int dot = path.indexOf('.');
    if (root == null || dot < 0) {
      return root == null ? null : step(root, path);
    }
    BsonValue next = step(root, path.substring(0, dot));
    String rest = path.substring(dot + 1);
    return next != null && next.isArray() ? each(next.asArray(), rest) : at(next, rest);
  }

  private static @Nullable BsonValue step(BsonValue value, String name) {
    return value.isDocument() ? value.asDocument().get(name) : null;
  }

  private static BsonArray each(BsonArray values, String path) {
    BsonArray found = new BsonArray(values.size());
    for (BsonValue value : values) {
      BsonValue inside = at(value, path);
      if (inside != null) {
        found.add(inside);
      }
    }
    return found;
  }
}
