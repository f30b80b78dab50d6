package dev.banyan.publisher;

import java.util.List;

/**
 * What closing a publisher left behind.
 *
 * @param unsentEvents events without an acknowledgement; their futures say {@link
 *     PublishOutcome.Unsent}
 * @param unsentBytes their envelopes' bytes
 * @param unsentIds ids of the oldest of them in each bucket, at most 100 in all
 */
public record CloseReport(long unsentEvents, long unsentBytes, List<String> unsentIds) {

  public CloseReport {
    unsentIds = List.copyOf(unsentIds);
  }

  /** Whether everything was acknowledged. */
  public boolean complete() {
    return unsentEvents == 0;
  }
}
