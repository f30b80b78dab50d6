package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.TableDefinition;
import dev.banyan.localcloud.lambda.model.TableDefinition.Index;
import dev.banyan.localcloud.lambda.model.TableDefinition.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code AWS::DynamoDB::Table} and {@code AWS::Serverless::SimpleTable}. */
final class TableReader {

  private TableReader() {}

  static TableDefinition table(String name, TemplateValue properties) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (TemplateValue each :
        properties.required("AttributeDefinitions", name).list("AttributeDefinitions")) {
      attributes.put(
          each.required("AttributeName", name).text("AttributeName"),
          each.required("AttributeType", name).text("AttributeType"));
    }
    List<Index> indexes = new ArrayList<>();
    addIndexes(properties, "GlobalSecondaryIndexes", true, indexes);
    addIndexes(properties, "LocalSecondaryIndexes", false, indexes);
    return new TableDefinition(
        name, attributes, keys(name, properties), indexes, streamView(properties), ttl(properties));
  }

  static TableDefinition simpleTable(String name, TemplateValue properties) {
    TemplateValue key = properties.get("PrimaryKey");
    String attribute = key == null ? "id" : key.text("Name", () -> "id");
    String type = key == null ? "String" : key.text("Type", () -> "String");
    return new TableDefinition(
        name,
        Map.of(attribute, type.substring(0, 1)),
        List.of(new Key(attribute, "HASH")),
        List.of(),
        null,
        null);
  }

  private static List<Key> keys(String owner, TemplateValue properties) {
    return properties.required("KeySchema", owner).list("KeySchema").stream()
        .map(
            each ->
                new Key(
                    each.required("AttributeName", owner).text("AttributeName"),
                    each.required("KeyType", owner).text("KeyType")))
        .toList();
  }

  private static void addIndexes(
      TemplateValue properties, String property, boolean global, List<Index> into) {
    for (TemplateValue each : properties.list(property, List.of())) {
      String name = each.required("IndexName", property).text("IndexName");
      TemplateValue projection = each.required("Projection", name);
      List<String> nonKeys =
          projection.list("NonKeyAttributes", List.of()).stream().map(v -> v.text(name)).toList();
      into.add(
          new Index(
              name,
              global,
              keys(name, each),
              projection.text("ProjectionType", () -> "ALL"),
              nonKeys));
    }
  }

  private static @Nullable String streamView(TemplateValue properties) {
    TemplateValue stream = properties.get("StreamSpecification");
    return stream == null
        ? null
        : stream.required("StreamViewType", "StreamSpecification").text("StreamViewType");
  }

  private static @Nullable String ttl(TemplateValue properties) {
    TemplateValue ttl = properties.get("TimeToLiveSpecification");
    if (ttl == null || !ttl.flag("Enabled", false)) {
      return null;
    }
    return ttl.required("AttributeName", "TimeToLiveSpecification").text("AttributeName");
  }
}
