package dev.banyan.operations;

import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.EnvelopeFormatException;
import dev.banyan.events.Event;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.Position;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns discarded batches into dead letters (invariant 7).
 *
 * <p>The range of a batch also holds records that other lanes of the shard have worked off, when
 * the parallelization factor is above 1: nothing tells them apart, and setting them aside too is
 * harmless, as a redrive applies only what is newer. Markers are left out: they hold no state.
 *
 * <p>A notice that comes twice makes the same dead letters. Thread-safe.
 */
final class DiscardedBatches {

  private final Map<Notice.Source, StreamReader> readers;
  private final DeadLetterTable deadLetters;
  private final Map<String, String> capabilities;
  private final EnvelopeCodec codec = new EnvelopeCodec();

  /**
   * @param capabilities by function name; a function that is not in it is its own capability
   */
  DiscardedBatches(
      Map<Notice.Source, StreamReader> readers,
      DeadLetterTable deadLetters,
      Map<String, String> capabilities) {
    this.readers = Map.copyOf(readers);
    this.deadLetters = deadLetters;
    this.capabilities = Map.copyOf(capabilities);
  }

  /** Sets a notice's records aside; returns how many dead letters there are. */
  int setAside(Notice notice, String message) {
    StreamReader reader = readers.get(notice.source());
    if (reader == null) {
      throw new IllegalStateException("no reader for " + notice.source());
    }
    var run = new Run(notice);
    reader.read(notice, run::accept);
    if (!notice.first().equals(run.first)) {
      deadLetters.put(gone(notice, run.first, message));
      run.letters++;
    }
    return run.letters;
  }

  private final class Run {
    private final Notice notice;
    private @Nullable BigInteger first;
    private int letters;

    Run(Notice notice) {
      this.notice = notice;
    }

    void accept(DiscardedRecord record) {
      first = first == null ? record.sequenceNumber() : first;
      List<byte[]> payloads = payloads(record.data());
      for (int i = 0; i < payloads.size(); i++) {
        Event event = decode(payloads.get(i));
        if (event == null || !event.isMarker()) {
          deadLetters.put(letter(notice, record, i, payloads.get(i), event));
          letters++;
        }
      }
    }
  }

  private static List<byte[]> payloads(byte[] data) {
    try {
      return AggregatedRecord.unpack(data);
    } catch (EnvelopeFormatException e) {
      return List.of(data);
    }
  }

  private @Nullable Event decode(byte[] payload) {
    try {
      return codec.decode(payload);
    } catch (EnvelopeFormatException e) {
      return null;
    }
  }

  private DeadLetter letter(
      Notice notice, DiscardedRecord record, int index, byte[] payload, @Nullable Event event) {
    return new DeadLetter(
        capability(notice),
        record.arrival(),
        new Position(notice.shard(), record.sequenceNumber().toString(), index).toString(),
        cause(notice),
        payload,
        event == null ? null : event.trace().correlationId());
  }

  /** Says that payloads are lost; the notice is all that is left. */
  private DeadLetter gone(Notice notice, @Nullable BigInteger firstLeft, String message) {
    String until = firstLeft == null ? notice.last() + " inclusive" : firstLeft + " exclusive";
    return new DeadLetter(
        capability(notice),
        notice.arrival(),
        new Position(notice.shard(), notice.first().toString(), 0).toString(),
        "%s; the records from %s to %s are no longer in the stream: re-snapshot what they changed"
            .formatted(cause(notice), notice.first(), until),
        message.getBytes(StandardCharsets.UTF_8),
        null);
  }

  private String capability(Notice notice) {
    return capabilities.getOrDefault(notice.function(), notice.function());
  }

  private static String cause(Notice notice) {
    return "discarded by " + notice.function() + ": " + notice.condition();
  }
}
