package dev.banyan.jobs.spark;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import dev.banyan.stream.AwsClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Whether the tables are there with the keys that the mapping writes, before anything moves. */
final class TableCheck {

  private TableCheck() {}

  /**
   * @throws JobException naming the first table that is missing or has another key
   */
  static void all(List<TableSpec> tables) {
    try (SdkHttpClient http = AwsClients.http();
        DynamoDbClient client = DynamoDbClient.builder().httpClient(http).build()) {
      tables.forEach(table -> check(client, table));
    }
  }

  private static void check(DynamoDbClient client, TableSpec table) {
    String wanted = keys(table);
    String is = keys(described(client, table.name()));
    if (!wanted.equals(is)) {
      throw new JobException(
          "table %s has the key (%s), the mapping writes (%s): change one of them"
              .formatted(table.name(), is, wanted));
    }
  }

  private static TableDescription described(DynamoDbClient client, String table) {
    try {
      return client.describeTable(r -> r.tableName(table)).table();
    } catch (ResourceNotFoundException e) {
      throw new JobException(
          "table " + table + " does not exist: create it, or check region and endpoint", e);
    } catch (SdkException e) {
      throw new JobException("table " + table + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  private static String keys(TableSpec table) {
    List<String> keys = new ArrayList<>();
    add(keys, table.partition());
    add(keys, table.sort());
    return String.join(", ", keys);
  }

  private static void add(List<String> keys, @Nullable KeyAttribute key) {
    if (key != null) {
      keys.add(key.name() + " " + key.type());
    }
  }

  private static String keys(TableDescription table) {
    Map<String, String> types =
        table.attributeDefinitions().stream()
            .collect(
                Collectors.toMap(
                    AttributeDefinition::attributeName,
                    AttributeDefinition::attributeTypeAsString));
    return table.keySchema().stream()
        .map(KeySchemaElement::attributeName)
        .map(name -> name + " " + types.get(name))
        .collect(Collectors.joining(", "));
  }
}
