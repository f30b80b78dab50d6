package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.TableSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item that a document must have.
 *
 * @param key under which it is claimed; of an item in parts, the first part's
 * @param attributes of the item that is under the key; of an item in parts, its keys only
 * @param split whether the item is too large and lies in parts
 * @param whole what the item would be if it were not too large; null if it is not
 */
public record ExpectedItem(
    TableSpec table,
    ItemKey key,
    Map<String, Expected> attributes,
    boolean split,
    @Nullable Map<String, Expected> whole) {

  private static final String PART = "#part-";
  private static final long FIVE_YEARS = Duration.ofDays(5 * 365).toSeconds();

  /** Whether the item is too large and lies elsewhere, or in parts. */
  public boolean large() {
    return whole != null;
  }

  /**
   * Whether DynamoDB may have deleted the item, because its expiry has passed. It leaves alone what
   * expired more than five years ago (<a
   * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html">AWS</a>).
   */
  public boolean mayHaveExpired(Instant now) {
    String attribute = table.ttl();
    Expected expiry =
        attribute == null ? null : (whole == null ? attributes : whole).get(attribute);
    return expiry instanceof Expected.Whole seconds
        && seconds.value() <= now.getEpochSecond()
        && seconds.value() >= now.getEpochSecond() - FIVE_YEARS;
  }

  /** The key of a part of an item in parts. */
  public ItemKey part(int number) {
    String sort = String.valueOf(key.sort());
    return part(key, sort.substring(0, sort.lastIndexOf(PART)), number);
  }

  static ItemKey part(ItemKey key, @Nullable String sort, int number) {
    return new ItemKey(key.partition(), "%s%s%05d".formatted(sort, PART, number));
  }
}
