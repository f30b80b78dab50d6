package dev.banyan.control;

import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The table of {@link DynamoDbControlStore}: keys {@code pk} and {@code sk}, both text. */
public final class ControlTable {

  private static final Duration WAIT = Duration.ofMinutes(2);

  private ControlTable() {}

  /**
   * Makes the table, billed on demand, with items expiring by {@code expiresAt}, and waits until it
   * can be used.
   *
   * @return false if it was there; nothing is changed then
   * @throws ControlException if it cannot be made
   */
  public static boolean create(DynamoDbClient dynamoDb, String table) {
    try {
      dynamoDb.createTable(description(table));
      dynamoDb
          .waiter()
          .waitUntilTableExists(of -> of.tableName(table), how -> how.waitTimeout(WAIT));
      dynamoDb.updateTimeToLive(
          update ->
              update
                  .tableName(table)
                  .timeToLiveSpecification(ttl -> ttl.attributeName("expiresAt").enabled(true)));
      return true;
    } catch (ResourceInUseException e) {
      return false;
    } catch (SdkException e) {
      throw new ControlException(
          "control table " + table + " cannot be made: " + e.getMessage(), e);
    }
  }

  private static CreateTableRequest description(String table) {
    return CreateTableRequest.builder()
        .tableName(table)
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .attributeDefinitions(
            pk -> pk.attributeName("pk").attributeType(ScalarAttributeType.S),
            sk -> sk.attributeName("sk").attributeType(ScalarAttributeType.S))
        .keySchema(
            pk -> pk.attributeName("pk").keyType(KeyType.HASH),
            sk -> sk.attributeName("sk").keyType(KeyType.RANGE))
        .build();
  }
}
