package dev.banyan.bench.migrate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * A table {@code bench} in memory, as the bytes that were written: {@code BatchWriteItem}, {@code
 * BatchGetItem} and parallel {@code Scan}, far faster than DynamoDB Local, so that a verification
 * is measured and not the stand-in. Thread-safe.
 */
final class MemoryTable {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int SLOTS = 4_096;
  private static final int MOST_SCANNED = 1 << 20;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private final ConcurrentSkipListMap<String, byte[]>[] slots = new ConcurrentSkipListMap[SLOTS];

  MemoryTable() {
    for (int slot = 0; slot < SLOTS; slot++) {
      slots[slot] = new ConcurrentSkipListMap<>();
    }
  }

  private static int slot(String key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return hash >>> 20;
  }

  /** Takes the items of a {@code BatchWriteItem}. */
  void write(byte[] body) {
    try (JsonParser json = JSON.createParser(body)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("Item")) {
          json.nextToken();
          int from = (int) json.currentTokenLocation().getByteOffset();
          String key = key(json);
          int to = (int) json.currentTokenLocation().getByteOffset() + 1;
          byte[] item = new byte[to - from];
          System.arraycopy(body, from, item, 0, item.length);
          slots[slot(key)].put(key, item);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The key of the object that begins here; moves to its end. */
  private static String key(JsonParser json) throws IOException {
    String key = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isKey = json.currentName().equals("pk");
      json.nextToken();
      if (isKey) {
        json.nextToken();
        key = json.nextTextValue();
        json.nextToken();
      } else {
        json.skipChildren();
      }
    }
    return key;
  }

  /** Answers a {@code BatchGetItem}. */
  Buffer get(byte[] body) {
    Buffer answer = Buffer.buffer(body.length * 16).appendString("{\"Responses\":{\"bench\":[");
    int empty = answer.length();
    try (JsonParser json = JSON.createParser(body)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("pk")) {
          json.nextToken();
          json.nextToken();
          String key = json.nextTextValue();
          append(answer, empty, slots[slot(key)].get(key));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.appendString("]},\"UnprocessedKeys\":{}}");
  }

  private static void append(Buffer answer, int empty, byte @Nullable [] item) {
    if (item != null) {
      if (answer.length() > empty) {
        answer.appendByte((byte) ',');
      }
      answer.appendBytes(item);
    }
  }

  /**
   * Answers a page of a {@code Scan}.
   *
   * @param keysOnly as a projection of the key
   */
  Buffer scan(int segment, int segments, int limit, @Nullable String after, boolean keysOnly) {
    Buffer answer = Buffer.buffer(1 << 16).appendString("{\"Items\":[");
    int empty = answer.length();
    int count = 0;
    String last = after;
    for (int slot = after == null ? segment : slot(after); slot < SLOTS; slot += segments) {
      ConcurrentSkipListMap<String, byte[]> items = slots[slot];
      boolean begun = after != null && slot == slot(after);
      for (Map.Entry<String, byte[]> item :
          (begun ? items.tailMap(after, false) : items).entrySet()) {
        last = item.getKey();
        append(answer, empty, keysOnly ? keyOf(last).getBytes() : item.getValue());
        if (++count == limit || answer.length() > MOST_SCANNED) {
          return end(answer, count).appendString(",\"LastEvaluatedKey\":" + keyOf(last) + "}");
        }
      }
    }
    return end(answer, count).appendString("}");
  }

  private static String keyOf(String key) {
    return "{\"pk\":{\"S\":\"" + key + "\"}}";
  }

  private static Buffer end(Buffer answer, int count) {
    return answer.appendString("],\"Count\":" + count + ",\"ScannedCount\":" + count);
  }

  void clear() {
    for (ConcurrentSkipListMap<String, byte[]> slot : slots) {
      slot.clear();
    }
  }
}
