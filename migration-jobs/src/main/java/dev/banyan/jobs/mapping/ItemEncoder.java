package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.BsonScan;
import dev.banyan.jobs.image.BsonTypes;
import dev.banyan.jobs.image.FieldNames;
import dev.banyan.jobs.image.ImageReader;
import dev.banyan.jobs.image.ImageWriter;
import dev.banyan.jobs.image.JsonBuffer;
import dev.banyan.jobs.image.RefusedException;
import dev.banyan.jobs.mapping.FieldRule.Fate;
import dev.banyan.jobs.mapping.MadeValues.Made;
import org.jspecify.annotations.Nullable;

/** Encodes one item of a document. Confined to one thread. */
final class ItemEncoder {

  private static final byte[] LEGACY = "{\"S\":\"legacy\"}".getBytes(US_ASCII);
  private static final byte[] NO_NAME = "{\"NULL\":true}".getBytes(US_ASCII);
  private static final AttributeName FIELDS = AttributeName.of(ImageReader.FIELDS);
  private static final AttributeName ORDER = AttributeName.of(FieldRules.ORDER);

  private final CompiledItem plan;
  private final ItemBuffers buffers;
  private final JsonBuffer out;
  private int start;
  private int size;
  private int displacedSize;
  private int displacedCount;
  private int orderSize;
  private int orderCount;

  ItemEncoder(CompiledItem plan, JsonBuffer out) {
    this.plan = plan;
    this.out = out;
    this.buffers = new ItemBuffers(out, plan.spec().options());
  }

  CompiledItem plan() {
    return plan;
  }

  ItemBuffers buffers() {
    return buffers;
  }

  /**
   * Encodes an item behind what is in the buffer.
   *
   * @param type of the source: a document, or an element of any type
   * @param at its first byte
   * @param end first byte behind it
   * @throws RefusedException if it cannot be an item
   */
  void encode(
      Slots slots,
      byte[] bytes,
      int type,
      int at,
      int end,
      SourceVersion version,
      EncodedItem item) {
    begin(item);
    keys(slots, item);
    marked(item, plan.version(), versionText(version));
    marked(item, plan.origin(), LEGACY, 6);
    if (type == BsonTypes.DOCUMENT) {
      fields(bytes, at, end, item);
    } else {
      scalar(bytes, type, at, end, item);
    }
    made(slots, item);
    plan.expiry().ifPresent(expiry -> expiry.write(slots, this, item));
    displaced(item);
    order(item);
    out.raw('}');
    item.set(plan.spec().table(), out, start, size, version);
    if (!plan.indexKeys().isEmpty()) {
      plan.indexKeys().check(item);
    }
  }

  private void begin(EncodedItem item) {
    start = out.position();
    size = 0;
    displacedSize = 0;
    displacedCount = 0;
    orderSize = 0;
    orderCount = 0;
    buffers.displaced().rewind(0);
    buffers.order().rewind(0);
    buffers.names().clear();
    item.marks().clear();
    out.raw('{');
  }

  private void keys(Slots slots, EncodedItem item) {
    JsonBuffer scratch = buffers.scratch();
    scratch.rewind(0);
    int partition = plan.partition().value(slots, scratch);
    KeyWriter sortKey = plan.sort();
    int sort = sortKey == null ? -1 : sortKey.value(slots, scratch);
    item.keys().set(scratch.array(), 0, partition, sort);
    key(item, plan.partition(), scratch.array(), 0, partition);
    if (sortKey != null) {
      key(item, sortKey, scratch.array(), partition, sort);
    }
  }

  private void key(EncodedItem item, KeyWriter key, byte[] value, int at, int length) {
    int value0 = open(key.name());
    int written = key.image(value, at, length, out);
    close(item, key.name(), value0, written);
  }

  /** Begins an attribute; returns where its value begins. */
  int open(AttributeName name) {
    if (out.position() > start + 1) {
      out.raw(',');
    }
    out.raw('"').raw(name.json()).raw('"').raw(':');
    return out.position();
  }

  /** Ends an attribute whose value was written. */
  void close(EncodedItem item, AttributeName name, int value, int valueSize) {
    int length = name.json().length;
    item.marks().add(value - 2 - length - start, length, value - start, out.position() - value);
    size += name.bytes().length + valueSize;
  }

  private void marked(EncodedItem item, AttributeName name, byte[] json, int valueSize) {
    int value = open(name);
    out.raw(json);
    close(item, name, value, valueSize);
  }

  private void marked(EncodedItem item, AttributeName name, byte[] versionJson) {
    marked(item, name, versionJson, 27);
  }

  private @Nullable SourceVersion lastVersion;
  private byte[] lastVersionJson = {};

  /** Nearly all documents have the floor: its text is kept. */
  private byte[] versionText(SourceVersion version) {
    if (!version.equals(lastVersion)) {
      lastVersion = version;
      lastVersionJson = ("{\"S\":\"" + version + "\"}").getBytes(US_ASCII);
    }
    return lastVersionJson;
  }

  private void fields(byte[] bytes, int at, int limit, EncodedItem item) {
    int end = BsonScan.documentEnd(bytes, at, limit);
    FieldRules rules = plan.rules();
    int next = at + 4;
    while (next < end) {
      int type = bytes[next] & 0xff;
      int name = next + 1;
      int value = BsonScan.nameEnd(bytes, name, end) + 1;
      next = BsonScan.valueEnd(bytes, type, value, end);
      FieldRule rule = rules.named().get(bytes, name, value - 1 - name);
      field(rule == null ? rules.others() : rule, bytes, type, name, value, next, item);
    }
  }

  private void field(
      @Nullable FieldRule rule,
      byte[] bytes,
      int type,
      int name,
      int value,
      int end,
      EncodedItem item) {
    int length = value - 1 - name;
    if (rule == null || rule.fate() == Fate.KEPT) {
      AttributeName other = rule == null ? null : rule.name();
      byte[] nameBytes = other == null ? bytes : other.bytes();
      int nameAt = other == null ? name : 0;
      int nameLength = other == null ? length : nameBytes.length;
      if (FieldNames.usable(nameBytes, nameAt, nameLength)
          && buffers.names().add(nameBytes, nameAt, nameLength)) {
        kept(rule, bytes, type, value, end, nameBytes, nameAt, nameLength, item);
        return;
      }
    } else if (rule.fate() == Fate.DROPPED) {
      return;
    }
    displace(rule, bytes, type, name, value, end);
  }

  private void kept(
      @Nullable FieldRule rule,
      byte[] bytes,
      int type,
      int value,
      int end,
      byte[] name,
      int nameAt,
      int nameLength,
      EncodedItem item) {
    out.raw(',').raw('"'); // never the first: keys are before it
    int nameStart = out.position();
    out.text(name, nameAt, nameLength);
    int nameEnd = out.position();
    out.raw('"').raw(':');
    int valueStart = out.position();
    size += nameLength;
    size += buffers.images().value(bytes, type, value, end, rule == null ? null : rule.tree(), 0);
    item.marks()
        .add(
            nameStart - start,
            nameEnd - nameStart,
            valueStart - start,
            out.position() - valueStart);
    if (plan.spec().options().keepOrder()) {
      comma(buffers.order(), orderCount++);
      orderSize += 1 + buffers.orderImages().name(name, nameAt, nameLength);
    }
  }

  private void displace(
      @Nullable FieldRule rule, byte[] bytes, int type, int name, int value, int end) {
    JsonBuffer displaced = buffers.displaced();
    comma(displaced, displacedCount++);
    ImageWriter images = buffers.displacedImages();
    displacedSize += 2 + images.name(bytes, name, value - 1 - name);
    displaced.raw(',');
    displacedSize += images.value(bytes, type, value, end, rule == null ? null : rule.tree(), 1);
    if (plan.spec().options().keepOrder()) {
      comma(buffers.order(), orderCount++);
      buffers.order().raw(NO_NAME);
      orderSize += 2;
    }
  }

  private static void comma(JsonBuffer buffer, int before) {
    if (before > 0) {
      buffer.raw(',');
    }
  }

  /** An element that is no document: one attribute, named as the mapping calls the element. */
  private void scalar(byte[] bytes, int type, int at, int end, EncodedItem item) {
    AttributeName name = plan.elementName();
    if (name == null) {
      throw new RefusedException(at, "not a document");
    }
    int value = open(name);
    close(item, name, value, buffers.images().value(bytes, type, at, end, null, 0));
  }

  private void made(Slots slots, EncodedItem item) {
    for (Made made : plan.made()) {
      int before = out.position();
      int value = open(made.name());
      int written = made.writer().write(slots, buffers);
      if (written < 0) {
        out.rewind(before);
      } else {
        close(item, made.name(), value, written);
      }
    }
  }

  private void displaced(EncodedItem item) {
    if (displacedCount > 0) {
      list(item, FIELDS, buffers.displaced(), displacedSize);
    }
  }

  private void order(EncodedItem item) {
    if (orderCount > 1) {
      list(item, ORDER, buffers.order(), orderSize);
    }
  }

  private void list(EncodedItem item, AttributeName name, JsonBuffer entries, int entriesSize) {
    int value = open(name);
    out.ascii("{\"L\":[").raw(entries.array(), 0, entries.position()).ascii("]}");
    close(item, name, value, 3 + entriesSize);
  }

  JsonBuffer out() {
    return out;
  }
}
