package dev.banyan.publisher;

/**
 * What closing a publisher left behind.
 *
 * @param unsentEvents events without an acknowledgement; their futures say {@link
 *     PublishOutcome.Unsent}
 * @param unsentBytes their envelopes' bytes
 */
public record CloseReport(long unsentEvents, long unsentBytes) {

  /** Whether everything was acknowledged. */
  public boolean complete() {
    return unsentEvents == 0;
  }
}
