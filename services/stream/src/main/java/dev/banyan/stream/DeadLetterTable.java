package dev.banyan.stream;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * The table {@code banyan-dead-letters}: key {@code capability} and {@code id}, which is time and
 * position; attributes {@code time}, {@code position}, {@code cause}, {@code payload}, {@code
 * parts}, {@code correlationId}.
 *
 * <p>A payload above {@value #PART_BYTES} bytes goes on in further items (an item holds 400 KB):
 * {@code id~p0001} and so on, written before the item that counts them.
 *
 * <p>Thread-safe. Throws what the SDK throws.
 */
public final class DeadLetterTable {

  public static final String NAME = "banyan-dead-letters";

  static final int PART_BYTES = 350_000;

  private final DynamoDbClient client;

  public DeadLetterTable(DynamoDbClient client) {
    this.client = client;
  }

  /** Sets a record aside; doing so again changes nothing but the cause. */
  public void put(DeadLetter letter) {
    int parts = Math.max(1, (letter.payload().length + PART_BYTES - 1) / PART_BYTES);
    for (int part = 1; part < parts; part++) {
      Map<String, AttributeValue> item = key(letter.capability(), partId(letter.id(), part));
      item.put("partOf", string(letter.id()));
      item.put("payload", slice(letter.payload(), part));
      client.putItem(request -> request.tableName(NAME).item(item));
    }
    client.putItem(request -> request.tableName(NAME).item(item(letter, parts)));
  }

  private static Map<String, AttributeValue> item(DeadLetter letter, int parts) {
    Map<String, AttributeValue> item = key(letter.capability(), letter.id());
    item.put("time", string(letter.time().toString()));
    item.put("position", string(letter.position()));
    item.put("cause", string(letter.cause()));
    item.put("payload", slice(letter.payload(), 0));
    item.put("parts", AttributeValue.fromN(Integer.toString(parts)));
    if (letter.correlationId() != null) {
      item.put("correlationId", string(letter.correlationId()));
    }
    return item;
  }

  /**
   * The oldest dead letters of a capability.
   *
   * @param after id to go on behind, or null to begin
   */
  public List<DeadLetter> list(String capability, @Nullable String after, int limit) {
    var letters = new ArrayList<DeadLetter>();
    for (var page : client.queryPaginator(query(capability, after).build())) {
      for (var item : page.items()) {
        letters.add(read(item));
        if (letters.size() == limit) {
          return letters;
        }
      }
    }
    return letters;
  }

  /** How many there are; reads all of them, so it is for reports and guards, not for requests. */
  public int count(String capability) {
    return client.queryPaginator(query(capability, null).select(Select.COUNT).build()).stream()
        .mapToInt(page -> page.count())
        .sum();
  }

  private static QueryRequest.Builder query(String capability, @Nullable String after) {
    return QueryRequest.builder()
        .tableName(NAME)
        .consistentRead(true)
        .keyConditionExpression("capability = :c AND id > :after")
        .filterExpression("attribute_not_exists(partOf)")
        .expressionAttributeValues(
            Map.of(":c", string(capability), ":after", string(after == null ? " " : after)));
  }

  /** One dead letter by its {@link DeadLetter#id()}. */
  public Optional<DeadLetter> find(String capability, String id) {
    Map<String, AttributeValue> item = get(capability, id);
    return item.isEmpty() ? Optional.empty() : Optional.of(read(item));
  }

  /** Takes one away, after it was redriven or looked at; false if it is not there. */
  public boolean remove(String capability, String id) {
    Map<String, AttributeValue> item = get(capability, id);
    for (int part = parts(item) - 1; part >= 1; part--) {
      String partId = partId(id, part);
      client.deleteItem(request -> request.tableName(NAME).key(key(capability, partId)));
    }
    client.deleteItem(request -> request.tableName(NAME).key(key(capability, id)));
    return !item.isEmpty();
  }

  private DeadLetter read(Map<String, AttributeValue> item) {
    AttributeValue correlation = item.get("correlationId");
    return new DeadLetter(
        text(item, "capability"),
        Instant.parse(text(item, "time")),
        text(item, "position"),
        text(item, "cause"),
        payload(item),
        correlation == null ? null : correlation.s());
  }

  private byte[] payload(Map<String, AttributeValue> item) {
    var payload = new ByteArrayOutputStream();
    payload.writeBytes(bytes(item));
    for (int part = 1; part < parts(item); part++) {
      payload.writeBytes(bytes(get(text(item, "capability"), partId(text(item, "id"), part))));
    }
    return payload.toByteArray();
  }

  private Map<String, AttributeValue> get(String capability, String id) {
    return client
        .getItem(request -> request.tableName(NAME).key(key(capability, id)).consistentRead(true))
        .item();
  }

  private static int parts(Map<String, AttributeValue> item) {
    AttributeValue parts = item.get("parts");
    return parts == null ? 1 : Integer.parseInt(parts.n());
  }

  private static byte[] bytes(Map<String, AttributeValue> item) {
    AttributeValue payload = item.get("payload");
    return payload == null ? new byte[0] : payload.b().asByteArray();
  }

  private static AttributeValue slice(byte[] payload, int part) {
    int from = part * PART_BYTES;
    int to = Math.min(payload.length, from + PART_BYTES);
    return AttributeValue.fromB(SdkBytes.fromByteArray(Arrays.copyOfRange(payload, from, to)));
  }

  private static String partId(String id, int part) {
    return "%s~p%04d".formatted(id, part);
  }

  private static Map<String, AttributeValue> key(String capability, String id) {
    return new HashMap<>(Map.of("capability", string(capability), "id", string(id)));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("a dead letter has no attribute " + name + ": " + item);
    }
    return value.s();
  }

  private static AttributeValue string(String value) {
    return AttributeValue.fromS(value);
  }
}
