package dev.banyan.publisher;

/**
 * How fast one shard is written to. A shard takes 1 MiB and 1,000 records in a second. In no second
 * and 25 ms goes more than the rate allows, so that this publisher alone is never throttled,
 * however a second is counted. Other writers of the stream need their share: lower the rates then.
 *
 * <p>Source: "Quotas and limits", Amazon Kinesis Data Streams Developer Guide.
 *
 * @param bytesPerSecond data and partition keys; 0 for no limit
 * @param burstBytes may go at once after a pause, a quarter of it is worth a request; a larger
 *     record goes when the second has room for it, and what follows waits
 * @param recordsPerSecond Kinesis records, that is aggregates; 0 for no limit
 * @param burstRecords may go at once after a pause
 */
public record ShardPace(
    int bytesPerSecond, int burstBytes, int recordsPerSecond, int burstRecords) {

  /** What a shard takes from one publisher: in 1.025 s 1,045,500 bytes and 994 records. */
  public static final ShardPace FULL_SHARD = new ShardPace(1_020_000, 200_000, 970, 200);

  /** As fast as the stream answers; what is too fast is throttled by it and sent again. */
  public static final ShardPace UNLIMITED = new ShardPace(0, 1, 0, 1);

  public ShardPace {
    requireRate("bytesPerSecond", bytesPerSecond, burstBytes);
    requireRate("recordsPerSecond", recordsPerSecond, burstRecords);
  }

  private static void requireRate(String name, int rate, int burst) {
    if (rate < 0 || burst < 1) {
      throw new IllegalArgumentException(
          name + " must be 0 or more with a burst of at least 1, was " + rate + " with " + burst);
    }
  }

  /** A share of a full shard, for streams with several writers. */
  public static ShardPace shareOfShard(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be above 0 and at most 1, was " + share);
    }
    return new ShardPace(
        part(FULL_SHARD.bytesPerSecond, share),
        part(FULL_SHARD.burstBytes, share),
        part(FULL_SHARD.recordsPerSecond, share),
        part(FULL_SHARD.burstRecords, share));
  }

  private static int part(int whole, double share) {
    return Math.max(1, (int) (whole * share));
  }
}
