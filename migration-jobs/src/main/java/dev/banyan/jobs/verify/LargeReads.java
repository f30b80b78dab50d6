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

  private static final String COUNT = "$parts";
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
   */
  record Whole(@Nullable Map<String, Found> item, @Nullable Path wrong) {
    static Whole broken(String path, String wanted, @Nullable String found) {
      return new Whole(null, new Path(path, wanted, found));
    }
  }

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
    return rest.containsKey(item.part(parts)) && whole.wrong() == null
        ? new Whole(whole.item(), new Path(name(parts), null, "a part too many"))
        : whole;
  }

  private static String name(int part) {
    return "#part-%05d".formatted(part);
  }

  private static int parts(Map<String, Found> item) {
    boolean isShort =
        item.get(COUNT) instanceof Found.Numeric number && number.digits().matches("[0-9]{1,5}");
    return isShort
        ? Integer.parseInt(((Found.Numeric) Objects.requireNonNull(item.get(COUNT))).digits())
        : 0;
  }

  private static Whole parsed(String path, byte[] json) {
    try {
      return new Whole(FoundItems.parse(json), null);
    } catch (IOException | IllegalArgumentException e) {
      return Whole.broken(path, "(an item)", "not DynamoDB JSON: " + e.getMessage());
    }
  }
}
