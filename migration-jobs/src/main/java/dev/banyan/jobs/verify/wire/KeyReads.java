package dev.banyan.jobs.verify.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import dev.banyan.jobs.verify.expect.ItemKey;
import dev.banyan.jobs.verify.found.Found;
import dev.banyan.jobs.verify.found.FoundItems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads items of a table by their keys (<a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html">BatchGetItem</a>).
 * Thread-safe.
 */
public final class KeyReads {

  /** DynamoDB's limit of keys in one {@code BatchGetItem}. */
  private static final int MOST = 100;

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] HEAD =
      "{\"RequestItems\":".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final ReadLink link;
  private final TableSpec table;
  private final Projection attributes;

  /** With all attributes. */
  public KeyReads(ReadLink link, TableSpec table) {
    this(link, table, List.of());
  }

  /**
   * @param attributes that are sent, the key's among them; none for all
   */
  public KeyReads(ReadLink link, TableSpec table, List<String> attributes) {
    this.link = link;
    this.table = table;
    this.attributes = new Projection(attributes);
  }

  /**
   * Hands over every item that there is, in any order, as soon as its answer is there.
   *
   * @param keys distinct
   * @throws dev.banyan.jobs.JobException if the table cannot be read
   */
  public void read(List<ItemKey> keys, boolean consistent, Consumer<Map<String, Found>> each) {
    for (int from = 0; from < keys.size(); from += MOST) {
      byte[] open = request(keys.subList(from, Math.min(keys.size(), from + MOST)), consistent);
      for (int tries = 0; open != null; ) {
        Batch batch = link.ask(table.name(), "BatchGetItem", open, KeyReads::parse);
        batch.items.forEach(each);
        open = batch.left;
        tries = batch.items.isEmpty() ? tries + 1 : 1;
        if (open != null) {
          link.pause(table.name(), tries, "it leaves keys unread: raise its read capacity");
        }
      }
    }
  }

  private byte[] request(List<ItemKey> keys, boolean consistent) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(64 * keys.size() + 128);
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeObjectFieldStart("RequestItems");
      json.writeObjectFieldStart(table.name());
      json.writeBooleanField("ConsistentRead", consistent);
      attributes.write(json);
      json.writeArrayFieldStart("Keys");
      for (ItemKey key : keys) {
        json.writeStartObject();
        write(json, table.partition(), key.partition());
        write(json, table.sort(), key.sort());
        json.writeEndObject();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return body.toByteArray();
  }

  private static void write(JsonGenerator json, @Nullable KeyAttribute key, @Nullable String value)
      throws IOException {
    if (key != null && value != null) {
      json.writeObjectFieldStart(key.name());
      json.writeStringField(String.valueOf(key.type()), value);
      json.writeEndObject();
    }
  }

  /**
   * An answer.
   *
   * @param left the request for what was not read; null for nothing
   */
  private record Batch(List<Map<String, Found>> items, byte @Nullable [] left) {}

  private static Batch parse(byte[] body) throws IOException {
    List<Map<String, Found>> items = new ArrayList<>(MOST);
    byte[] left = null;
    try (JsonParser json = FoundItems.parser(body)) {
      json.nextToken();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "Responses" -> items(json, items);
          case "UnprocessedKeys" -> left = left(json, body);
          default -> json.skipChildren();
        }
      }
    }
    return new Batch(items, left);
  }

  private static void items(JsonParser json, List<Map<String, Found>> items) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      json.nextToken();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        items.add(FoundItems.next(json));
      }
    }
  }

  /** What was left comes back in the form of a request. */
  private static byte @Nullable [] left(JsonParser json, byte[] body) throws IOException {
    int from = (int) json.currentTokenLocation().getByteOffset();
    boolean some = json.nextToken() == JsonToken.FIELD_NAME;
    while (json.currentToken() == JsonToken.FIELD_NAME) {
      json.nextToken();
      json.skipChildren();
      json.nextToken();
    }
    int to = (int) json.currentTokenLocation().getByteOffset() + 1;
    byte[] request = Arrays.copyOf(HEAD, HEAD.length + to - from + 1);
    System.arraycopy(body, from, request, HEAD.length, to - from);
    request[request.length - 1] = '}';
    return some ? request : null;
  }
}
