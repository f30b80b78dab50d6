package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.image.ImageReader;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.image.RandomBson;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** DynamoDB takes every image and gives it back: numbers normalised, maps shuffled and all. */
final class ImagesInDynamoDbIT {

  private static final String MAPPING =
      "collection: c\ntable: images\npartition: {attribute: key, value: \"{_id}\"}\norder: keep\n";

  @Test
  void putItem_comesBackByteByByte() throws Exception {
    CompiledMapping mapping = MappingFile.parse("m.yaml", MAPPING).mappings().get(0);
    DocumentEncoder encoder = mapping.encoder();
    try (Sides sides = Sides.embedded()) {
      createTable(sides.dynamoDb());
      for (long seed = 0; seed < 150; seed++) {
        byte[] document = WithId.of("id" + seed, new RandomBson(seed).document());
        String id = "id" + seed;
        encoder.encode(
            document,
            0,
            document.length,
            SourceVersion.LOWEST,
            item ->
                sides
                    .dynamoDb()
                    .putItem(
                        put ->
                            put.tableName("images")
                                .item(ItemJson.parse(item.array(), item.offset(), item.length()))));
        Map<String, AttributeValue> item =
            new LinkedHashMap<>(
                sides
                    .dynamoDb()
                    .getItem(
                        get -> get.tableName("images").key(Map.of("key", AttributeValue.fromS(id))))
                    .item());
        List.of("key", "v", "origin").forEach(item::remove);
        byte[] back = new ImageReader().document(item, null);
        assertThat(Arrays.equals(back, document))
            .as("seed %s: %s became %s", seed, new String(document, UTF_8), item)
            .isTrue();
      }
    }
  }

  private static void createTable(DynamoDbClient client) {
    client.createTable(
        create ->
            create
                .tableName("images")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key -> key.attributeName("key").keyType(KeyType.HASH))
                .attributeDefinitions(
                    key -> key.attributeName("key").attributeType(ScalarAttributeType.S)));
  }
}
