package dev.banyan.jobs.mapping;

/** Keeps items that are too large for a table, such as in S3. Implementations are thread-safe. */
public interface LargeItems {

  /**
   * Stores an item's JSON durably before it returns; doing it again with the same key and bytes
   * does no harm.
   *
   * @param item its table and key; its array holds the JSON
   * @return where it is, such as {@code s3://bucket/key}; goes into the table as it is
   * @throws dev.banyan.jobs.JobException if it cannot be stored
   */
  String store(EncodedItem item);
}
