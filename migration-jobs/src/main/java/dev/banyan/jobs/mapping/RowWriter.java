package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.JsonBuffer;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import dev.banyan.stream.VersionedPut;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Writes items behind one another; throws {@link IllegalArgumentException} for what is none. */
final class RowWriter {

  private final JsonBuffer out;
  private final ValueWriter values;

  RowWriter(JsonBuffer out) {
    this.out = out;
    this.values = new ValueWriter(out);
  }

  EncodedItem write(TableItem item, SourceVersion version) {
    TableSpec table = item.table();
    Map<String, AttributeValue> left = new HashMap<>(item.attributes());
    left.putIfAbsent(VersionedPut.VERSION, AttributeValue.fromS(version.toString()));
    EncodedItem encoded = new EncodedItem(table, out);
    encoded.marks().clear();
    int start = out.position();
    out.raw('{');
    int size = key(encoded, table, left, start);
    for (Map.Entry<String, AttributeValue> attribute : left.entrySet()) {
      size += attribute(encoded, attribute.getKey(), attribute.getValue(), start);
    }
    out.raw('}');
    if (size > Oversized.LIMIT) {
      throw new IllegalArgumentException(
          "an item of %d bytes where DynamoDB takes %d".formatted(size, Oversized.LIMIT));
    }
    encoded.set(table, out, start, size, version);
    return encoded;
  }

  /** The key comes first, and out of what is left. */
  private int key(
      EncodedItem encoded, TableSpec table, Map<String, AttributeValue> left, int start) {
    KeyAttribute sort = table.sort();
    AttributeValue first = left.remove(table.partition().name());
    AttributeValue second = sort == null ? null : left.remove(sort.name());
    byte[] partition = bytes(table, table.partition(), first, KeyWriter.MAX_PARTITION);
    byte[] sorted = sort == null ? new byte[0] : bytes(table, sort, second, KeyWriter.MAX_SORT);
    byte[] both = new byte[partition.length + sorted.length];
    System.arraycopy(partition, 0, both, 0, partition.length);
    System.arraycopy(sorted, 0, both, partition.length, sorted.length);
    encoded.keys().set(both, 0, partition.length, sort == null ? -1 : sorted.length);
    int size = first == null ? 0 : attribute(encoded, table.partition().name(), first, start);
    return sort == null || second == null
        ? size
        : size + attribute(encoded, sort.name(), second, start);
  }

  private static byte[] bytes(
      TableSpec table, KeyAttribute key, @Nullable AttributeValue value, int limit) {
    if (value == null) {
      throw new IllegalArgumentException(
          "an item of table '%s' without its key attribute '%s'"
              .formatted(table.name(), key.name()));
    }
    if (!value.type().name().equals(String.valueOf(key.type()))) {
      throw new IllegalArgumentException(
          "the key attribute '%s' of table '%s' must be of type %s, was %s"
              .formatted(key.name(), table.name(), key.type(), value.type()));
    }
    byte[] bytes =
        switch (key.type()) {
          case 'S' -> value.s().getBytes(UTF_8);
          case 'N' -> value.n().getBytes(UTF_8);
          default -> value.b().asByteArray();
        };
    if (bytes.length == 0 || bytes.length > limit) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a value of %d bytes for the key attribute '%s', where DynamoDB takes 1 to %d",
              bytes.length,
              key.name(),
              limit));
    }
    return bytes;
  }

  /** Bytes as DynamoDB counts them. */
  private int attribute(EncodedItem encoded, String name, AttributeValue value, int start) {
    if (out.position() > start + 1) {
      out.raw(',');
    }
    out.raw('"');
    int nameStart = out.position();
    int size = values.text(name);
    int nameEnd = out.position();
    out.raw('"').raw(':');
    int valueStart = out.position();
    size += values.write(value);
    encoded
        .marks()
        .add(
            nameStart - start,
            nameEnd - nameStart,
            valueStart - start,
            out.position() - valueStart);
    return size;
  }
}
