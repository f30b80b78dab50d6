package dev.banyan.localcloud.lambda.resources;

import dev.banyan.localcloud.lambda.model.TableDefinition;
import dev.banyan.localcloud.lambda.model.TableDefinition.Index;
import dev.banyan.localcloud.lambda.model.TableDefinition.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/** A table definition as the request that creates it; always billed on demand. */
final class TableRequests {

  private TableRequests() {}

  static CreateTableRequest create(TableDefinition table) {
    return CreateTableRequest.builder()
        .tableName(table.name())
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .attributeDefinitions(attributes(table))
        .keySchema(keys(table.keys()))
        .globalSecondaryIndexes(global(table))
        .localSecondaryIndexes(local(table))
        .streamSpecification(stream(table.streamView()))
        .build();
  }

  private static List<AttributeDefinition> attributes(TableDefinition table) {
    return table.attributes().entrySet().stream()
        .map(
            e ->
                AttributeDefinition.builder()
                    .attributeName(e.getKey())
                    .attributeType(e.getValue())
                    .build())
        .toList();
  }

  private static List<KeySchemaElement> keys(List<Key> keys) {
    return keys.stream()
        .map(k -> KeySchemaElement.builder().attributeName(k.attribute()).keyType(k.type()).build())
        .toList();
  }

  /** Null, not empty, if there are none: DynamoDB refuses an empty list. */
  private static @Nullable List<GlobalSecondaryIndex> global(TableDefinition table) {
    List<GlobalSecondaryIndex> indexes =
        table.indexes().stream()
            .filter(Index::global)
            .map(
                i ->
                    GlobalSecondaryIndex.builder()
                        .indexName(i.name())
                        .keySchema(keys(i.keys()))
                        .projection(projection(i))
                        .build())
            .toList();
    return indexes.isEmpty() ? null : indexes;
  }

  private static @Nullable List<LocalSecondaryIndex> local(TableDefinition table) {
    List<LocalSecondaryIndex> indexes =
        table.indexes().stream()
            .filter(i -> !i.global())
            .map(
                i ->
                    LocalSecondaryIndex.builder()
                        .indexName(i.name())
                        .keySchema(keys(i.keys()))
                        .projection(projection(i))
                        .build())
            .toList();
    return indexes.isEmpty() ? null : indexes;
  }

  private static Projection projection(Index index) {
    Projection.Builder projection = Projection.builder().projectionType(index.projection());
    return (index.nonKeys().isEmpty() ? projection : projection.nonKeyAttributes(index.nonKeys()))
        .build();
  }

  private static @Nullable StreamSpecification stream(@Nullable String view) {
    return view == null
        ? null
        : StreamSpecification.builder().streamEnabled(true).streamViewType(view).build();
  }
}
