package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.BsonPath;
import dev.banyan.jobs.image.BsonScan;
import dev.banyan.jobs.image.BsonTypes;
import dev.banyan.jobs.image.JsonBuffer;
import dev.banyan.jobs.image.RefusedException;
import dev.banyan.jobs.mapping.CompiledItem.Elements;
import dev.banyan.jobs.mapping.EncodeOutcome.Encoded;
import dev.banyan.jobs.mapping.EncodeOutcome.Filtered;
import dev.banyan.jobs.mapping.EncodeOutcome.Gone;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BSONException;
import org.bson.RawBsonDocument;

/**
 * Encodes documents from their BSON bytes.
 *
 * <ol>
 *   <li>One pass over the top level finds what keys, filters and templates need, and the version.
 *   <li>Each item is written behind the one before it: keys, version, then the fields as they come.
 *   <li>When all are written, they go to the sink; if one cannot be, none does.
 * </ol>
 */
final class CompiledEncoder implements DocumentEncoder {

  private static final int FIRST_CAPACITY = 16 * 1024;

  private final CompiledMapping mapping;
  private final JsonBuffer out = new JsonBuffer(FIRST_CAPACITY);
  private final Slots slots;
  private final List<ItemEncoder> encoders = new ArrayList<>();
  private final List<EncodedItem> items = new ArrayList<>();
  private final Oversized oversized;
  private int count;

  CompiledEncoder(CompiledMapping mapping) {
    this.mapping = mapping;
    this.slots = new Slots(mapping.slots());
    this.oversized = new Oversized(out, mapping.largeItems());
    mapping.items().forEach(item -> encoders.add(new ItemEncoder(item, out)));
  }

  @Override
  public EncodeOutcome encode(
      byte[] bson, int offset, int length, SourceVersion floor, ItemSink sink) {
    out.rewind(0);
    count = 0;
    slots.clear(0, mapping.slots());
    EncodeOutcome outcome = outcome(bson, offset, length, floor);
    if (outcome instanceof Encoded) {
      for (int i = 0; i < count; i++) {
        sink.item(items.get(i));
      }
    }
    return outcome;
  }

  private EncodeOutcome outcome(byte[] bson, int offset, int length, SourceVersion floor) {
    try {
      return encode(bson, offset, length, floor);
    } catch (RefusedException e) {
      return unmappable(e, bson, offset, length);
    } catch (IllegalArgumentException
        | ArithmeticException
        | IndexOutOfBoundsException
        | ClassCastException
        | BSONException
        | AssertionError e) { // of a library; one such document must not stop all others
      return new Unmappable("", "the mapping fails over this document: " + e);
    }
  }

  private static Unmappable unmappable(RefusedException e, byte[] bson, int offset, int length) {
    String path = e.path();
    return path == null
        ? new Unmappable(
            BsonPath.at(bson, offset, offset + length, e.position()),
            e.reason() + " (byte " + (e.position() - offset) + " of " + length + ")")
        : new Unmappable(path, e.reason());
  }

  private EncodeOutcome encode(byte[] bson, int offset, int length, SourceVersion floor) {
    int end = BsonScan.documentEnd(bson, offset, offset + length);
    if (end + 1 != offset + length) {
      throw new RefusedException(offset, "not readable as BSON: bytes behind the document's end");
    }
    mapping.captures().scan(bson, offset, offset + length, slots);
    Optional<VersionTag> tag = tag(bson, offset, length);
    if (tag.isPresent() && tag.get().deleted()) {
      return new Gone();
    }
    if (!mapping.filter().wants(slots)) {
      return new Filtered();
    }
    SourceVersion version = tag.map(VersionTag::version).orElse(floor);
    boolean wanted = false;
    for (ItemEncoder encoder : encoders) {
      Elements elements = encoder.plan().elements();
      if (elements != null) {
        wanted |= elements(encoder, elements, version);
      } else if (encoder.plan().filter().wants(slots)) {
        wanted = true;
        item(encoder, bson, BsonTypes.DOCUMENT, offset, offset + length, version);
      }
    }
    return wanted ? new Encoded(count) : new Filtered();
  }

  private Optional<VersionTag> tag(byte[] bson, int offset, int length) {
    if (!slots.has(mapping.versionSlot())) {
      return Optional.empty();
    }
    BsonScan.check(bson, offset, offset + length);
    try {
      return VersionTag.of(new RawBsonDocument(bson, offset, length));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(VersionTag.FIELD, String.valueOf(e.getMessage()));
    }
  }

  /** False if no element was wanted because of a filter. */
  private boolean elements(ItemEncoder encoder, Elements elements, SourceVersion version) {
    int array = elements.array();
    if (!slots.has(array) || slots.type(array) == BsonTypes.NULL) {
      return true; // it becomes no item, as an empty array does
    }
    byte[] bson = slots.bytes(array);
    if (slots.type(array) != BsonTypes.ARRAY) {
      throw new RefusedException(
          slots.start(array), BsonTypes.name(slots.type(array)) + " where 'each' needs an array");
    }
    int end = BsonScan.documentEnd(bson, slots.start(array), slots.end(array));
    int next = slots.start(array) + 4;
    boolean wanted = next == end;
    for (int index = 0; next < end; index++) {
      int type = bson[next] & 0xff;
      int value = BsonScan.nameEnd(bson, next + 1, end) + 1;
      next = BsonScan.valueEnd(bson, type, value, end);
      element(elements, bson, type, value, next, index);
      if (encoder.plan().filter().wants(slots)) {
        wanted = true;
        item(encoder, bson, type, value, next, version);
      }
    }
    return wanted;
  }

  private final byte[] indexBytes = new byte[4];

  private void element(Elements elements, byte[] bson, int type, int value, int end, int index) {
    for (int slot : elements.inside()) {
      slots.clear(slot, slot + 1);
    }
    for (int i = 0; i < 4; i++) {
      indexBytes[i] = (byte) (index >>> (8 * i));
    }
    slots.set(elements.index(), indexBytes, BsonTypes.INT32, 0, 4);
    slots.set(elements.whole(), bson, type, value, end);
    if (type == BsonTypes.DOCUMENT) {
      elements.tree().scan(bson, value, end, slots);
    }
  }

  private void item(
      ItemEncoder encoder, byte[] bson, int type, int at, int end, SourceVersion version) {
    EncodedItem item = next(encoder);
    encoder.encode(slots, bson, type, at, end, version, item);
    if (item.size() > Oversized.LIMIT) {
      count--;
      oversized.settle(encoder.plan(), item, version, () -> next(encoder));
    }
  }

  private EncodedItem next(ItemEncoder encoder) {
    if (count == items.size()) {
      items.add(new EncodedItem(encoder.plan().spec().table(), out));
    }
    return items.get(count++);
  }
}
