package dev.banyan.capture.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One collection in a mapping file.
 *
 * <ul>
 *   <li>{@code event}: first part of both types; or {@code put} and {@code deleted}: the types
 *   <li>{@code key} (or {@code partition-key}), {@code subject}: path or template; {@code _id} if
 *       left out
 *   <li>{@code id}: template of a text {@code _id}
 *   <li>{@code fields}, {@code delete-fields}: {@code {name: path}}, or a list of {@code name} and
 *       {@code name=path}; a question mark at the end of a path makes it optional in a delete
 *   <li>{@code each}: path of an embedded array whose elements have events of their own
 *   <li>{@code optional}: whether the collection may be missing
 * </ul>
 */
final class CollectionEntry {

  private static final List<String> KEYS =
      List.of(
          "event",
          "put",
          "deleted",
          "key",
          "partition-key",
          "subject",
          "id",
          "fields",
          "delete-fields",
          "each",
          "optional");

  private final YamlTree yaml;
  private final String capability;
  private final ScalarNode name;
  private Map<String, Node> keys = Map.of();

  CollectionEntry(YamlTree yaml, String capability, ScalarNode name) {
    this.yaml = yaml;
    this.capability = capability;
    this.name = name;
  }

  /** The mapping; empty if it is wrong, which has been noted. */
  Optional<EventMapping> read(Node node) {
    keys = yaml.known(node, what(), KEYS);
    String key = Optional.ofNullable(text("key")).orElseGet(() -> orId("partition-key"));
    String id = text("id");
    List<FieldMapping> fields = fields("fields");
    if (fields.isEmpty()) {
      yaml.error(name, what() + " needs fields: what of a document may leave the monolith");
      return Optional.empty();
    }
    EventShape shape = shape();
    if (shape == null) {
      return Optional.empty();
    }
    return mapping(key, id, fields, shape);
  }

  private Optional<EventMapping> mapping(
      String key, @Nullable String id, List<FieldMapping> fields, EventShape shape) {
    try {
      List<FieldMapping> delete =
          keys.containsKey("delete-fields")
              ? fields("delete-fields")
              : deleteFields(key, id, fields, shape);
      return Optional.of(
          new EventMapping(
              name.getValue(),
              event(shape),
              capability,
              key,
              orId("subject"),
              fields,
              delete,
              id,
              shape));
    } catch (IllegalArgumentException e) {
      yaml.error(name, what() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** An element that is gone is known whole from the pre-image; its key fields are enough. */
  private List<FieldMapping> deleteFields(
      String key, @Nullable String id, List<FieldMapping> fields, EventShape shape) {
    List<FieldMapping> known = new ArrayList<>(EventMapping.keyFields(fields, id, key));
    fields.stream()
        .filter(field -> !known.contains(field) && isKey(field, shape))
        .forEach(known::add);
    return known;
  }

  private boolean isKey(FieldMapping field, EventShape shape) {
    return (shape.each() != null && EventShape.isElement(field.source()))
        || TextTemplate.ofPathOrTemplate(orId("subject")).names().contains(field.source());
  }

  private @Nullable EventShape shape() {
    String event = text("event");
    String put = text("put");
    String deleted = text("deleted");
    if (event == null && (put == null || deleted == null)) {
      yaml.error(name, what() + " needs either event, or both put and deleted");
      return null;
    }
    try {
      return new EventShape(
          put == null ? event + ".put" : put,
          deleted == null ? event + ".deleted" : deleted,
          text("each"),
          flag("optional"));
    } catch (IllegalArgumentException e) {
      yaml.error(name, what() + ": " + e.getMessage());
      return null;
    }
  }

  private String event(EventShape shape) {
    int dot = shape.put().lastIndexOf('.');
    return Objects.requireNonNullElse(
        text("event"), dot > 0 ? shape.put().substring(0, dot) : shape.put());
  }

  private List<FieldMapping> fields(String key) {
    Node node = keys.get(key);
    if (node == null) {
      return List.of();
    }
    List<FieldMapping> fields = new ArrayList<>();
    if (node instanceof MappingNode) {
      yaml.entries(node, key).forEach((target, source) -> field(target, source, fields));
    } else if (node instanceof SequenceNode) {
      yaml.list(node).forEach(entry -> field(null, entry, fields));
    } else {
      yaml.error(node, key + " must be {name: path} or a list of name=path");
    }
    return fields;
  }

  private void field(@Nullable ScalarNode target, Node source, List<FieldMapping> fields) {
    String text = yaml.text(source, "a field's path");
    if (text == null) {
      return;
    }
    try {
      String path = text.replaceFirst("(^|=)\\{([^{}]+)}", "$1$2");
      fields.add(FieldMapping.parse(target == null ? path : target.getValue() + "=" + path));
    } catch (IllegalArgumentException e) {
      yaml.error(source, String.valueOf(e.getMessage()));
    }
  }

  private boolean flag(String key) {
    String text = text(key);
    if (text != null && !text.equals("true") && !text.equals("false")) {
      yaml.error(Objects.requireNonNull(keys.get(key)), key + " must be true or false");
    }
    return "true".equals(text);
  }

  private @Nullable String text(String key) {
    return yaml.text(keys.get(key), key);
  }

  private String orId(String key) {
    return Objects.requireNonNullElse(text(key), EventMapping.ID);
  }

  private String what() {
    return "collection " + name.getValue();
  }
}
