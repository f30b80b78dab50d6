package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.JsonBuffer;
import dev.banyan.jobs.image.RefusedException;
import dev.banyan.jobs.mapping.spec.ItemSpec.Oversize;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Items above DynamoDB's limit, as the mapping chose: refused, put elsewhere with a reference in
 * their place, or cut into parts.
 *
 * <p>A reference is an item of the same key with {@code $large}, where its JSON is. Parts are items
 * whose sort keys have {@code #part-00000} and so on behind; each holds a slice of the JSON in
 * {@code $part}, the number of all parts in {@code $parts}. The parts stand behind one another, so
 * one query reads them; nothing stands under the plain key.
 */
final class Oversized {

  /** Bytes, names included: 400 KB. */
  static final int LIMIT = 400 * 1024;

  /** Leaves room for a part's keys, of at most 3 KB, and its other attributes. */
  private static final int PART = 390 * 1024;

  private final JsonBuffer out;
  private final @Nullable LargeItems largeItems;

  Oversized(JsonBuffer out, @Nullable LargeItems largeItems) {
    this.out = out;
    this.largeItems = largeItems;
  }

  /**
   * Takes the item, which is the last in the buffer, out of it and puts in what stands for it.
   *
   * @param more gives the items to fill
   */
  void settle(
      CompiledItem plan, EncodedItem item, SourceVersion version, Supplier<EncodedItem> more) {
    Oversize choice = plan.spec().oversize();
    if (choice == Oversize.DEAD_LETTER) {
      throw new RefusedException(
          "",
          "an item of "
              + item.size()
              + " bytes where DynamoDB takes "
              + LIMIT
              + ": exclude fields, or say 'oversize: offload' or 'split'");
    }
    byte[] json = out.copy(item.offset());
    byte[] partition = item.keys().partition();
    byte[] sort = item.keys().sort();
    if (choice == Oversize.OFFLOAD) {
      String reference = store(item);
      out.rewind(item.offset());
      new ReferenceItem(plan, out, version, partition, sort, more.get()).large(reference);
      return;
    }
    out.rewind(item.offset());
    int parts = (json.length + PART - 1) / PART;
    for (int part = 0; part < parts; part++) {
      byte[] number = String.format(Locale.ROOT, "#part-%05d", part).getBytes(UTF_8);
      int length = Math.min(PART, json.length - part * PART);
      new ReferenceItem(plan, out, version, partition, joined(sort, number), more.get())
          .part(json, part * PART, length, parts);
    }
  }

  private String store(EncodedItem item) {
    if (largeItems == null) {
      throw new RefusedException(
          "",
          "an item of "
              + item.size()
              + " bytes, and no place for large items: say where by --large-items");
    }
    return largeItems.store(item);
  }

  private static byte[] joined(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    if (both.length > KeyWriter.MAX_SORT) {
      throw new RefusedException("", "no room in the sort key for the number of a part");
    }
    return both;
  }
}
