package dev.banyan.capture.operations;

import dev.banyan.events.SourceVersion;
import java.time.Instant;
import java.util.List;

/**
 * Committed writes against published events.
 *
 * @param from begin of the window, inclusive
 * @param to its end, exclusive
 * @param slices of the window, in order, those without writes left out
 * @param samples the first writes without an event
 * @param undecodable records of the stream that carry no event of ours
 */
public record ReconciliationReport(
    Instant from, Instant to, List<Slice> slices, List<Missing> samples, long undecodable) {

  public ReconciliationReport {
    slices = List.copyOf(slices);
    samples = List.copyOf(samples);
  }

  /**
   * A part of the window.
   *
   * @param from its begin
   * @param committed events that its writes should have
   * @param published of these, in the stream
   * @param pending of these, of writes behind the relay's checkpoint
   * @param setAside of these, dead letters
   * @param skipped writes that have no event for a good reason
   */
  public record Slice(
      Instant from, long committed, long published, long pending, long setAside, long skipped) {

    /** Events that should be there and are not. */
    public long missing() {
      return committed - published - pending - setAside;
    }
  }

  /** A write without an event. */
  public record Missing(
      String collection, String key, String type, String subject, SourceVersion version) {}

  /** Events that should be there and are not. */
  public long missing() {
    return slices.stream().mapToLong(Slice::missing).sum();
  }
}
