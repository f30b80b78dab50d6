package dev.banyan.jobs.verify;

import dev.banyan.jobs.verify.Finding.Path;
import dev.banyan.jobs.verify.expect.ExpectedItem;
import dev.banyan.jobs.verify.expect.ItemKey;
import dev.banyan.jobs.verify.found.Found;
import dev.banyan.jobs.verify.found.FoundItems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Items above 400 KB, put together from their parts or fetched from where they lie. Thread-safe.
 */
final class LargeReads {

  static final String COUNT = "$parts";
  private static final String SLICE = "$part";

  /** 16 MB of BSON are fewer bytes of JSON than this many parts hold, whatever they are. */
  private static final int MOST_PARTS = 1_000;

  private final @Nullable LargeObjects objects;

  /**
   * @param objects null if it is not known where they are, so that they are not compared inside
   */
  LargeReads(@Nullable LargeObjects objects) {
    this.objects = objects;
  }

  /**
   * What was found.
   *
   * @param item null if it cannot be had
   * @param wrong what is wrong already; null for nothing
   * @param behind an item where one part more would be; null for none
   */
  record Whole(@Nullable Map<String, Found> item, @Nullable Path wrong, @Nullable Behind behind) {
    static Whole broken(String path, String wanted, @Nullable String found) {
      return new Whole(null, new Path(path, wanted, found), null);
    }
  }

  /**
   * A part that is left over.
   *
   * @param whole the item that it does not belong to any more, for a person
   */
  record Behind(ItemKey key, Map<String, Found> item, String whole) {}

  /** The item that a reference stands for; empty if it is not known where they are. */
  Optional<Whole> referred(Map<String, Found> reference) {
    if (objects == null || !(reference.get("$large") instanceof Found.Text where)) {
      return Optional.empty();
    }
    return Optional.of(
        objects
            .read(where.value())
            .map(json -> parsed("$large", json))
            .orElseGet(() -> Whole.broken("$large", "(an object)", "none at " + where.value())));
  }

  /**
   * The item that parts make up.
   *
   * @param first part
   */
  Whole joined(ExpectedItem item, Map<String, Found> first, TableReads reads, boolean consistent) {
    int parts = parts(first);
    if (parts < 2 || parts > MOST_PARTS) {
      return Whole.broken(COUNT, "N (of parts)", String.valueOf(first.get(COUNT)));
    }
    List<ItemKey> keys = new ArrayList<>();
    for (int part = 1; part <= parts; part++) { // one more: there must be none behind the last
      keys.add(item.part(part));
    }
    Map<ItemKey, Map<String, Found>> rest = reads.live(keys, consistent);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    for (int part = 0; part < parts; part++) {
      Map<String, Found> slice = part == 0 ? first : rest.get(item.part(part));
      if (slice == null
          || !(slice.get(SLICE) instanceof Found.Bytes bytes)
          || parts(slice) != parts) {
        return Whole.broken(
            name(part),
            "B (part %d of %d)".formatted(part + 1, parts),
            slice == null ? null : "another");
      }
      json.writeBytes(bytes.value());
    }
    Whole whole = parsed(SLICE, json.toByteArray());
    ItemKey next = item.part(parts);
    Map<String, Found> left = rest.get(next);
    return left == null
        ? whole
        : new Whole(whole.item(), whole.wrong(), new Behind(next, left, inParts(item, parts)));
  }

  private static String inParts(ExpectedItem item, int parts) {
    return PartKey.of(item.key()).map(PartKey::whole).orElse(item.key())
        + " in "
        + parts
        + " parts";
  }

  private static String name(int part) {
    return "#part-%05d".formatted(part);
  }

  /** How many parts an item says that there are; 0 for nothing that could be. */
  static int parts(Map<String, Found> item) {
    boolean isShort =
        item.get(COUNT) instanceof Found.Numeric number && number.digits().matches("[0-9]{1,5}");
    return isShort
        ? Integer.parseInt(((Found.Numeric) Objects.requireNonNull(item.get(COUNT))).digits())
        : 0;
  }

  private static Whole parsed(String path, byte[] json) {
    try {
      return new Whole(FoundItems.parse(json), null, null);
    } catch (IOException | IllegalArgumentException e) {
      return Whole.broken(path, "(an item)", "not DynamoDB JSON: " + e.getMessage());
    }
  }
}
