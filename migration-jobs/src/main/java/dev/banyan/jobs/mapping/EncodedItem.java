package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.JsonBuffer;
import dev.banyan.jobs.mapping.spec.TableSpec;

/**
 * An item as DynamoDB JSON, {@code {"pk":{"S":"…"},…}}, inside an array that is used again: valid
 * during {@link ItemSink#item} only.
 */
public final class EncodedItem {

  private final AttributeMarks marks = new AttributeMarks();
  private final KeyBytes keys = new KeyBytes();
  private TableSpec table;
  private JsonBuffer buffer;
  private int offset;
  private int length;
  private int size;
  private SourceVersion version = SourceVersion.LOWEST;

  EncodedItem(TableSpec table, JsonBuffer buffer) {
    this.table = table;
    this.buffer = buffer;
  }

  AttributeMarks marks() {
    return marks;
  }

  void set(TableSpec of, JsonBuffer out, int from, int itemSize, SourceVersion itemVersion) {
    table = of;
    buffer = out;
    offset = from;
    length = out.position() - from;
    size = itemSize;
    version = itemVersion;
  }

  /** The table it belongs to. */
  public TableSpec table() {
    return table;
  }

  /** Holds the item's bytes from {@link #offset()} on, {@link #length()} of them. */
  public byte[] array() {
    return buffer.array();
  }

  /** Where the opening brace is. */
  public int offset() {
    return offset;
  }

  /** Bytes of JSON. */
  public int length() {
    return length;
  }

  /** Bytes as DynamoDB counts them, which bill and are limited to 400 KB. */
  public int size() {
    return size;
  }

  /** The source version that the item carries. */
  public SourceVersion version() {
    return version;
  }

  /** The key's values, to group and to hash by. */
  public KeyBytes keys() {
    return keys;
  }

  /** How many attributes it has. */
  public int attributes() {
    return marks.count();
  }

  /** Where the name of an attribute begins, without its quotes; it is escaped as JSON. */
  public int nameOffset(int attribute) {
    return offset + marks.name(attribute);
  }

  /** Bytes of the name. */
  public int nameLength(int attribute) {
    return marks.nameLength(attribute);
  }

  /** Where an attribute's value begins: at the brace of {@code {"S":"…"}}. */
  public int valueOffset(int attribute) {
    return offset + marks.value(attribute);
  }

  /** Bytes of the value, both braces included. */
  public int valueLength(int attribute) {
    return marks.valueLength(attribute);
  }
}
