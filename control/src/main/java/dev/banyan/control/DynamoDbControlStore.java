package dev.banyan.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The control store in one DynamoDB table. Reads are strongly consistent, because a proxy that acts
 * on an old revision would keep the switch waiting.
 */
public final class DynamoDbControlStore implements ControlStore {

  /** The table's name unless configured. */
  public static final String TABLE = "banyan-control";

  private final Supplier<DynamoDbClient> dynamoDb;
  private final String table;

  public DynamoDbControlStore(DynamoDbClient dynamoDb, String table) {
    this(() -> dynamoDb, table);
  }

  /**
   * On a client that need not be there yet.
   *
   * @param dynamoDb asked for each call, which waits for it
   */
  public DynamoDbControlStore(Supplier<DynamoDbClient> dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  @Override
  public List<Capability> capabilities() {
    return query(ControlItems.CAPABILITY).stream()
        .map(ControlItems::capability)
        .sorted(Comparator.comparing(Capability::name))
        .toList();
  }

  @Override
  public ControlSnapshot snapshot() {
    List<Capability> understood = new ArrayList<>();
    Map<String, String> unreadable = new TreeMap<>();
    for (Map<String, AttributeValue> item : query(ControlItems.CAPABILITY)) {
      try {
        understood.add(ControlItems.capability(item));
      } catch (ControlException e) {
        unreadable.put(ControlItems.name(item), String.valueOf(e.getMessage()));
      }
    }
    understood.sort(Comparator.comparing(Capability::name));
    return new ControlSnapshot(understood, unreadable);
  }

  @Override
  public Optional<Capability> capability(String name) {
    return get(ControlItems.CAPABILITY, name).map(ControlItems::capability);
  }

  @Override
  public Capability create(Capability capability) {
    call(
        () -> {
          try {
            return dynamoDb
                .get()
                .putItem(
                    put ->
                        put.tableName(table)
                            .item(ControlItems.of(capability))
                            .conditionExpression("attribute_not_exists(pk)"));
          } catch (ConditionalCheckFailedException e) {
            return e; // somebody created it before: that one counts
          }
        });
    return capability(capability.name())
        .orElseThrow(() -> new ControlException("capability " + capability.name() + " vanished"));
  }

  @Override
  public boolean replace(Capability next, AuditEntry entry) {
    Put state =
        Put.builder()
            .tableName(table)
            .item(ControlItems.of(next))
            .conditionExpression(
                "revision = :before AND (attribute_not_exists(#s) OR #s <= :schema)")
            .expressionAttributeNames(Map.of("#s", "schema"))
            .expressionAttributeValues(
                Map.of(
                    ":before", ControlItems.number(next.revision() - 1),
                    ":schema", ControlItems.number(ControlItems.SCHEMA)))
            .build();
    Put log = Put.builder().tableName(table).item(ControlItems.of(entry)).build();
    return call(() -> transact(state, log));
  }

  private boolean transact(Put state, Put log) {
    try {
      dynamoDb
          .get()
          .transactWriteItems(
              write ->
                  write.transactItems(
                      TransactWriteItem.builder().put(state).build(),
                      TransactWriteItem.builder().put(log).build()));
      return true;
    } catch (TransactionCanceledException e) {
      if (lostTheRace(e)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean lostTheRace(TransactionCanceledException e) {
    return e.cancellationReasons().stream()
        .map(CancellationReason::code)
        .anyMatch(
            code -> "ConditionalCheckFailed".equals(code) || "TransactionConflict".equals(code));
  }

  @Override
  public void append(AuditEntry entry) {
    put(ControlItems.of(entry));
  }

  @Override
  public void report(ProxyStatus proxy) {
    put(ControlItems.of(proxy));
  }

  @Override
  public List<ProxyStatus> proxies() {
    return query(ControlItems.PROXY).stream().map(ControlItems::proxy).toList();
  }

  @Override
  public void forgetProxy(String id) {
    call(
        () ->
            dynamoDb
                .get()
                .deleteItem(
                    delete ->
                        delete.tableName(table).key(ControlItems.key(ControlItems.PROXY, id))));
  }

  @Override
  public void store(Evidence evidence) {
    put(ControlItems.of(evidence));
  }

  @Override
  public Optional<Evidence> evidence(String capability, Evidence.Kind kind) {
    return get(ControlItems.evidenceKey(capability), kind.name())
        .map(item -> ControlItems.evidence(capability, item));
  }

  @Override
  public List<AuditEntry> auditLog(String capability) {
    return query(ControlItems.auditKey(capability)).stream()
        .map(item -> ControlItems.auditEntry(capability, item))
        .toList();
  }

  private void put(Map<String, AttributeValue> item) {
    call(() -> dynamoDb.get().putItem(put -> put.tableName(table).item(item)));
  }

  private Optional<Map<String, AttributeValue>> get(String pk, String sk) {
    return Optional.of(
            call(
                () ->
                    dynamoDb
                        .get()
                        .getItem(
                            get ->
                                get.tableName(table)
                                    .key(ControlItems.key(pk, sk))
                                    .consistentRead(true))))
        .filter(answer -> answer.hasItem())
        .map(answer -> answer.item());
  }

  private List<Map<String, AttributeValue>> query(String pk) {
    return call(
        () ->
            dynamoDb
                .get()
                .queryPaginator(
                    query ->
                        query
                            .tableName(table)
                            .consistentRead(true)
                            .keyConditionExpression("pk = :pk")
                            .expressionAttributeValues(Map.of(":pk", ControlItems.text(pk))))
                .items()
                .stream()
                .toList());
  }

  private <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (ResourceNotFoundException e) {
      throw new ControlException(
          "control table "
              + table
              + " does not exist in this region and account: make it by 'banyan capabilities add"
              + " NAME --create-table', or correct the region, the endpoint or its name",
          e);
    } catch (SdkException e) {
      throw new ControlException(
          "control table " + table + " cannot be used: " + e.getMessage(), e);
    }
  }
}
