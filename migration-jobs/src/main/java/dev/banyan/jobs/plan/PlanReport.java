package dev.banyan.jobs.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a migration of one collection would meet, cost and take.
 *
 * @param sampled documents that were looked at
 * @param documents in the source; those sampled if the source does not know
 * @param filtered of those sampled
 * @param refused of those sampled: reason, with its path, to count
 * @param types type to count, by path
 * @param nearLimit items above 80 % of 400 KB
 * @param overLimit documents with an item above 400 KB, which {@code refused} counts too unless the
 *     mapping offloads or splits
 * @param largestItem bytes as DynamoDB counts them
 * @param unfitNumbers numbers that are no DynamoDB numbers; they keep a tagged image
 * @param normalisedDecimals decimals whose form a plain number would lose; they keep a tagged image
 * @param dropped top-level fields that the mapping leaves out, to count
 * @param unsteady documents that became other items the second time; of mappings in Java
 * @param hotKeys the largest partition keys' share of all items
 */
public record PlanReport(
    String collection,
    long sampled,
    long documents,
    long filtered,
    Map<String, Long> refused,
    Map<String, Map<String, Long>> types,
    long nearLimit,
    long overLimit,
    int largestItem,
    long unfitNumbers,
    long normalisedDecimals,
    Map<String, Long> dropped,
    long unsteady,
    Collisions collisions,
    boolean exactKeys,
    List<HotKey> hotKeys,
    Estimate estimate,
    List<String> advice) {

  /**
   * Items that would get a key that another has.
   *
   * @param items that would be lost
   * @param examples some of the keys
   * @param more whether there are so many that not all were compared
   */
  public record Collisions(long items, List<String> examples, boolean more) {}

  /**
   * A partition key.
   *
   * @param share of all items, 0 to 1
   */
  public record HotKey(String key, double share) {}

  /**
   * For the whole collection, from the sample.
   *
   * @param bytes of items as DynamoDB counts them
   * @param writeUnits of tables and indexes
   * @param indexUnits of them, those of global secondary indexes, at most
   * @param conditionalDollars for writes that insert if absent, which live traffic needs
   * @param batchDollars for {@code BatchWriteItem}: the same units, fewer requests
   * @param importDollars for an import from S3, new tables only; S3's own price is not in it
   */
  public record Estimate(
      long items,
      long bytes,
      long writeUnits,
      long indexUnits,
      Duration duration,
      double conditionalDollars,
      double batchDollars,
      double importDollars) {}

  /** Paths with values of more than one type; null is one of them. */
  public Map<String, Map<String, Long>> drift() {
    return PlanText.drift(types);
  }

  /** For people. */
  public String text() {
    return PlanText.render(this);
  }

  /** For machines: one JSON object. */
  public String json() {
    return PlanJson.render(this);
  }
}
