package dev.banyan.jobs.backfill.wire;

import dev.banyan.jobs.mapping.EncodedItem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A request under construction: up to 25 elements (<a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html">the
 * limit of both operations</a>), up to about 1 MB, no two items with one key, all of one table. The
 * bytes are those that are sent; kept and used again. Confined to one thread at a time.
 */
final class RequestBody {

  static final int MOST_ITEMS = 25;
  private static final int MOST_BYTES = 1 << 20;

  /** A statement's longest text; what does not fit is written by {@code PutItem}. */
  private static final int LONGEST_STATEMENT = 8_192;

  private final WritePath path;
  private byte[] bytes = new byte[40 * 1_024];
  private int length;
  private int count;
  private long units;
  private String table = "";
  private final int[] from = new int[MOST_ITEMS];
  private final int[] to = new int[MOST_ITEMS];
  private final long[] hashes = new long[MOST_ITEMS];
  private final @Nullable RawBsonDocument[] documents = new RawBsonDocument[MOST_ITEMS];

  RequestBody(WritePath path) {
    this.path = path;
  }

  boolean accepts(EncodedItem item) {
    if (count == 0) {
      return true;
    }
    return !isFull()
        && length + item.length() < MOST_BYTES
        && item.table().name().equals(table)
        && !contains(item.keys().hash());
  }

  private boolean contains(long hash) {
    for (int i = 0; i < count; i++) {
      if (hashes[i] == hash) {
        return true;
      }
    }
    return false;
  }

  boolean isFull() {
    return count == (path == WritePath.PUT_IF_ABSENT ? 1 : MOST_ITEMS) || length >= MOST_BYTES;
  }

  WritePath path() {
    return path;
  }

  int count() {
    return count;
  }

  long units() {
    return units;
  }

  String table() {
    return table;
  }

  byte[] bytes() {
    return bytes;
  }

  RawBsonDocument document(int element) {
    RawBsonDocument document = documents[element];
    if (document == null) {
      throw new IllegalStateException("no element " + element);
    }
    return document;
  }

  void add(EncodedItem item, RawBsonDocument document) {
    if (count == 0) {
      open(item.table().name());
    } else {
      put((byte) ',');
    }
    from[count] = length;
    if (path == WritePath.PUT_IF_ABSENT) {
      put(item.array(), item.offset(), item.length());
      text(
          ",\"ConditionExpression\":\"attribute_not_exists(#k)\",\"ExpressionAttributeNames\":{\"#k\":");
      put((byte) '"');
      text(item.table().partition().name().replace("\\", "\\\\").replace("\"", "\\\""));
      text("\"}");
    } else if (path == WritePath.BATCH_WRITE) {
      text("{\"PutRequest\":{\"Item\":");
      put(item.array(), item.offset(), item.length());
      text("}}");
    } else {
      insert(item);
    }
    to[count] = length;
    hashes[count] = item.keys().hash();
    documents[count] = document;
    units += (item.size() + 1_023) / 1_024;
    count++;
  }

  private void open(String name) {
    table = name;
    text(
        switch (path) {
          case INSERT_IF_ABSENT -> "{\"Statements\":[";
          case BATCH_WRITE -> "{\"RequestItems\":{\"" + name + "\":[";
          case PUT_IF_ABSENT -> "{\"TableName\":\"" + name + "\",\"Item\":";
        });
  }

  /** The names go into the text, with {@code '} doubled; the values stay as they were encoded. */
  private void insert(EncodedItem item) {
    text("{\"Statement\":\"INSERT INTO \\\"");
    text(table);
    text("\\\" VALUE {");
    for (int i = 0; i < item.attributes(); i++) {
      text(i == 0 ? "'" : ",'");
      quoted(item.array(), item.nameOffset(i), item.nameLength(i));
      text("':?");
    }
    text("}\",\"Parameters\":[");
    for (int i = 0; i < item.attributes(); i++) {
      if (i > 0) {
        put((byte) ',');
      }
      put(item.array(), item.valueOffset(i), item.valueLength(i));
    }
    text("]}");
  }

  private void quoted(byte[] name, int offset, int size) {
    for (int i = offset; i < offset + size; i++) {
      put(name[i]);
      if (name[i] == '\'') {
        put((byte) '\'');
      }
    }
  }

  /** Whether an item's statement would be too long for DynamoDB. */
  static boolean isTooLong(EncodedItem item) {
    int names = item.table().name().length() + 32;
    for (int i = 0; i < item.attributes(); i++) {
      names += 2 * item.nameLength(i) + 5;
    }
    return names > LONGEST_STATEMENT;
  }

  /** Ends the body; returns its length. */
  int finish() {
    text(
        switch (path) {
          case INSERT_IF_ABSENT -> "]}";
          case BATCH_WRITE -> "]}}";
          case PUT_IF_ABSENT -> "}";
        });
    return length;
  }

  /** A request with some of the elements, which stay where they are. */
  byte[] only(int... elements) {
    RequestBody part = new RequestBody(path);
    part.open(table);
    for (int i = 0; i < elements.length; i++) {
      if (i > 0) {
        part.put((byte) ',');
      }
      part.put(bytes, from[elements[i]], to[elements[i]] - from[elements[i]]);
    }
    return Arrays.copyOf(part.bytes, part.finish());
  }

  /** Makes it empty; a large array is given up. */
  void reset() {
    if (bytes.length > 4 * MOST_BYTES) {
      bytes = new byte[40 * 1_024];
    }
    length = 0;
    count = 0;
    units = 0;
    Arrays.fill(documents, null);
  }

  private void text(String text) {
    int size = text.length();
    ensure(3 * size);
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        byte[] encoded = text.substring(i).getBytes(StandardCharsets.UTF_8);
        put(encoded, 0, encoded.length);
        return;
      }
      bytes[length++] = (byte) c;
    }
  }

  private void put(byte value) {
    ensure(1);
    bytes[length++] = value;
  }

  private void put(byte[] value, int offset, int size) {
    ensure(size);
    System.arraycopy(value, offset, bytes, length, size);
    length += size;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
