package dev.banyan.jobs.backfill.wire;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Whether the tables are as a mapping needs them. */
public final class Tables {

  private final DynamoDbClient client;
  private final boolean create;

  /**
   * @param create makes tables that lack, billed on demand
   */
  public Tables(DynamoDbClient client, boolean create) {
    this.client = client;
    this.create = create;
  }

  /**
   * Checks, and creates.
   *
   * @param mustBeEmpty whether a table that has an item is refused
   * @throws JobException with the remedy
   */
  public void prepare(List<TableSpec> tables, boolean mustBeEmpty) {
    for (TableSpec table : tables) {
      lookedAt(
          table,
          () -> {
            check(table, describeOrCreate(table));
            if (mustBeEmpty && hasItem(table)) {
              throw new JobException(
                  "table '%s' has items: batch writes would overwrite what is newer, so leave out --exclusive, or empty the table"
                      .formatted(table.name()));
            }
            return table;
          });
    }
  }

  /**
   * DynamoDB's own id of each table, which no other table ever has, not even one of the same name
   * that is made later.
   *
   * @throws JobException with the remedy
   */
  String identity(List<TableSpec> tables) {
    return tables.stream()
        .map(table -> lookedAt(table, () -> identity(table)))
        .collect(Collectors.joining(", "));
  }

  private String identity(TableSpec table) {
    try {
      TableDescription there = client.describeTable(d -> d.tableName(table.name())).table();
      String id = there.tableId();
      return table.name() + " with id " + (id == null ? there.creationDateTime() : id);
    } catch (ResourceNotFoundException e) {
      return table.name() + ", which is not there";
    }
  }

  private static <T> T lookedAt(TableSpec table, Supplier<T> look) {
    try {
      return look.get();
    } catch (SdkException e) {
      throw new JobException(
          "table '%s' cannot be looked at: %s; check credentials, region and endpoint"
              .formatted(table.name(), e.getMessage()),
          e);
    }
  }

  private TableDescription describeOrCreate(TableSpec table) {
    try {
      return client.describeTable(d -> d.tableName(table.name())).table();
    } catch (ResourceNotFoundException e) {
      if (!create) {
        throw new JobException(
            "there is no table '%s': create it, or add --create-tables".formatted(table.name()), e);
      }
    }
    client.createTable(creation(table));
    client.waiter().waitUntilTableExists(d -> d.tableName(table.name()));
    String ttl = table.ttl();
    if (ttl != null) {
      client.updateTimeToLive(
          update ->
              update
                  .tableName(table.name())
                  .timeToLiveSpecification(t -> t.attributeName(ttl).enabled(true)));
    }
    return client.describeTable(d -> d.tableName(table.name())).table();
  }

  private boolean hasItem(TableSpec table) {
    return client
        .scanPaginator(s -> s.tableName(table.name()).consistentRead(true).limit(1))
        .stream()
        .anyMatch(page -> page.count() > 0);
  }

  private static void check(TableSpec table, TableDescription there) {
    String wanted = keys(table.partition(), table.sort());
    String found = keys(there);
    if (!wanted.equals(found)) {
      throw new JobException(
          "table '%s' has the key %s, the mapping makes %s: change the mapping's partition and sort, or use another table"
              .formatted(table.name(), found, wanted));
    }
    if (there.tableStatus() != TableStatus.ACTIVE && there.tableStatus() != TableStatus.UPDATING) {
      throw new JobException(
          "table '%s' is %s: wait until it is ACTIVE"
              .formatted(table.name(), there.tableStatusAsString()));
    }
  }

  private static String keys(KeyAttribute partition, @Nullable KeyAttribute sort) {
    String first = "(" + partition.name() + " " + partition.type();
    return sort == null ? first + ")" : first + ", " + sort.name() + " " + sort.type() + ")";
  }

  private static String keys(TableDescription table) {
    Map<String, String> types =
        table.attributeDefinitions().stream()
            .collect(
                Collectors.toMap(
                    AttributeDefinition::attributeName,
                    AttributeDefinition::attributeTypeAsString));
    return table.keySchema().stream()
        .sorted((a, b) -> a.keyType().compareTo(b.keyType()))
        .map(key -> key.attributeName() + " " + types.get(key.attributeName()))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static CreateTableRequest creation(TableSpec table) {
    Map<String, Character> types = new LinkedHashMap<>();
    List<GlobalSecondaryIndex> indexes = new ArrayList<>();
    List<KeySchemaElement> keys = schema(table.partition(), table.sort(), types);
    for (TableSpec.Index index : table.indexes()) {
      indexes.add(
          GlobalSecondaryIndex.builder()
              .indexName(index.name())
              .keySchema(schema(index.partition(), index.sort(), types))
              .projection(projection(index.projected()))
              .build());
    }
    CreateTableRequest.Builder request =
        CreateTableRequest.builder()
            .tableName(table.name())
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .keySchema(keys)
            .attributeDefinitions(
                types.entrySet().stream()
                    .map(
                        type ->
                            AttributeDefinition.builder()
                                .attributeName(type.getKey())
                                .attributeType(String.valueOf(type.getValue()))
                                .build())
                    .toList());
    if (!indexes.isEmpty()) {
      request.globalSecondaryIndexes(indexes);
    }
    return request.build();
  }

  private static Projection projection(@Nullable List<String> names) {
    if (names == null) {
      return Projection.builder().projectionType(ProjectionType.ALL).build();
    }
    return names.isEmpty()
        ? Projection.builder().projectionType(ProjectionType.KEYS_ONLY).build()
        : Projection.builder()
            .projectionType(ProjectionType.INCLUDE)
            .nonKeyAttributes(names)
            .build();
  }

  private static List<KeySchemaElement> schema(
      KeyAttribute partition, @Nullable KeyAttribute sort, Map<String, Character> types) {
    List<KeySchemaElement> keys = new ArrayList<>();
    types.put(partition.name(), partition.type());
    keys.add(
        KeySchemaElement.builder().attributeName(partition.name()).keyType(KeyType.HASH).build());
    if (sort != null) {
      types.put(sort.name(), sort.type());
      keys.add(
          KeySchemaElement.builder().attributeName(sort.name()).keyType(KeyType.RANGE).build());
    }
    return keys;
  }
}
