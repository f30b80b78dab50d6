package dev.banyan.localcloud.lambda.mapping;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream with shards: Kinesis, or a table's. Thread-safe. Methods throw the SDK's exceptions; the
 * caller tries again.
 */
interface ShardSource {

  /** As events and failure messages name it. */
  String arn();

  /** All shards that the stream still has. */
  List<Shard> shards();

  /** How long to wait between reads of a shard that has no more to give at the moment. */
  default Duration pause(Duration pollInterval) {
    return pollInterval;
  }

  /** An iterator for {@link #read}. */
  String iterator(String shard, ShardStart start);

  /**
   * @throws IteratorExpiredException if the iterator is too old; a new one is needed
   */
  Page read(String shard, String iterator, int limit);

  /**
   * Some records in order.
   *
   * @param next iterator for what follows, or null if the shard is closed and read to its end
   * @param behind how far the end of the page is from the newest record
   */
  record Page(List<SourceRecord> records, @Nullable String next, Duration behind) {

    public Page {
      records = List.copyOf(records);
    }
  }

  /** See {@link #read}. */
  final class IteratorExpiredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IteratorExpiredException(Throwable cause) {
      super(cause);
    }
  }
}
