package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.model.StreamMapping;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a failed batch, as in <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html">Configuring
 * error handling</a>.
 *
 * <ul>
 *   <li>A batch with bisect on is split until the failing record is alone; splitting does not count
 *       as a retry.
 *   <li>With item failures reported, what comes before the first failure is done; the rest starts
 *       over with one failure to its name.
 *   <li>When retries are used up the batch is discarded, which a destination hears of.
 * </ul>
 *
 * @param maximumRetries -1 for as many as it takes
 * @param maximumAge null for any
 */
record RetryPolicy(boolean bisect, int maximumRetries, @Nullable Duration maximumAge) {

  static RetryPolicy of(StreamMapping mapping) {
    return new RetryPolicy(mapping.bisect(), mapping.maximumRetries(), mapping.maximumAge());
  }

  /** What comes next. */
  sealed interface Next {

    /** The records from {@code from} on are tried again. */
    record Retry(int from, int failures) implements Next {}

    /** The records from {@code from} on are tried again in two parts, cut before {@code at}. */
    record Split(int from, int at, int failures) implements Next {}

    /** The records from {@code from} on are given up. */
    record Discard(int from, int invocations) implements Next {}
  }

  /**
   * @param size of the batch
   * @param firstFailed index of the first failed record; 0 if all of it failed
   * @param failuresBefore how often the batch's first record has failed before
   */
  Next afterFailure(int size, int firstFailed, int failuresBefore) {
    int failures = firstFailed > 0 ? 1 : failuresBefore + 1;
    int left = size - firstFailed;
    boolean exhausted = maximumRetries >= 0 && failures > maximumRetries;
    if (bisect && left > 1 && (firstFailed == 0 || exhausted)) {
      return new Next.Split(firstFailed, firstFailed + left / 2, failures - 1);
    }
    return exhausted
        ? new Next.Discard(firstFailed, failures)
        : new Next.Retry(firstFailed, failures);
  }

  boolean isTooOld(Duration age) {
    return maximumAge != null && age.compareTo(maximumAge) > 0;
  }
}
