package dev.banyan.jobs.mapping.spec;

import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key attribute and what makes it.
 *
 * @param attribute named after the field if the value is nothing but one, {@code pk} or {@code sk}
 *     otherwise
 */
record KeyReader(KeyAttribute attribute, Template value) {

  private static final Map<String, Character> TYPES = Map.of("S", 'S', "N", 'N', "B", 'B');

  static KeyReader read(YamlNode node, String what, String otherwise) {
    if (!node.isMap()) {
      Template value = node.parsed(what, Template::parse);
      return new KeyReader(new KeyAttribute(name(value, otherwise), 'S'), checked(node, value));
    }
    node.refuseUnquotedTemplate(what);
    Map<String, YamlNode> parts = node.entries(what, List.of("attribute", "type", "value"));
    YamlNode valueNode = SpecReader.required(node, parts, "value");
    Template value = checked(valueNode, valueNode.parsed("value", Template::parse));
    YamlNode attribute = parts.get("attribute");
    String name = attribute == null ? name(value, otherwise) : attribute.text("attribute");
    KeyAttribute key = new KeyAttribute(name, type(parts));
    DynamoNames.attribute(attribute == null ? node : attribute, name);
    if (key.type() != 'S' && !value.isOneValue()) {
      throw valueNode.error(
          "a key of type " + key.type() + " is one value of one type: {path:type}");
    }
    checkType(valueNode, key.type(), value);
    return new KeyReader(key, value);
  }

  private static void checkType(YamlNode node, char key, Template template) {
    for (Template.Placeholder placeholder : template.placeholders()) {
      for (ValueType type : placeholder.types()) {
        boolean fits =
            switch (type) {
              case BINARY -> key == 'B';
              case INT32, INT64, DOUBLE, DATE -> key != 'B';
              case STRING, OBJECT_ID, ISO_DATE, UUID, BOOL, ANY -> key == 'S';
            };
        if (!fits) {
          throw node.error(type.text() + " cannot be a key of type " + key);
        }
      }
    }
  }

  private static Template checked(YamlNode node, Template value) {
    if (value.placeholders().isEmpty()) {
      throw node.error("a key needs a placeholder: all documents would have the same one");
    }
    return value;
  }

  private static String name(Template value, String otherwise) {
    return value.isOneValue() ? value.placeholders().get(0).path().last() : otherwise;
  }

  private static char type(Map<String, YamlNode> parts) {
    YamlNode type = parts.get("type");
    return type == null ? 'S' : type.choice("type", TYPES);
  }

  static TableSpec.Index index(YamlNode node) {
    Map<String, YamlNode> parts =
        node.entries("an index", List.of("name", "partition", "sort", "projection"));
    YamlNode sort = parts.get("sort");
    YamlNode projection = parts.get("projection");
    return new TableSpec.Index(
        DynamoNames.checked(SpecReader.required(node, parts, "name"), "index"),
        attribute(SpecReader.required(node, parts, "partition"), "partition"),
        sort == null ? null : attribute(sort, "sort"),
        projection == null ? null : projected(projection));
  }

  private static KeyAttribute attribute(YamlNode node, String what) {
    if (!node.isMap()) {
      return new KeyAttribute(node.text(what), 'S');
    }
    Map<String, YamlNode> parts = node.entries(what, List.of("attribute", "type"));
    return new KeyAttribute(
        SpecReader.required(node, parts, "attribute").text("attribute"), type(parts));
  }

  private static @Nullable List<String> projected(YamlNode node) {
    if (node.isList()) {
      return node.texts("projection");
    }
    boolean all = node.choice("projection", Map.of("all", true, "keys", false));
    return all ? null : List.of();
  }
}
