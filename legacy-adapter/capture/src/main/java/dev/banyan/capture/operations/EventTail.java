package dev.banyan.capture.operations;

import java.util.List;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Reads a stream and yields the events that somebody wants to see. Not thread-safe. */
public final class EventTail {

  private final StreamReader reader;
  private final TailFilter filter;

  /**
   * Opens a stream.
   *
   * @throws IllegalArgumentException if it does not exist
   */
  public EventTail(KinesisClient kinesis, String stream, StreamStart start, TailFilter filter) {
    this.reader = new StreamReader(kinesis, stream, start);
    this.filter = filter;
  }

  /** What came since the last call; may be nothing. Takes up to a fifth of a second. */
  public List<StreamedEvent> next() {
    return reader.poll().stream().filter(seen -> filter.test(seen.event())).toList();
  }

  /** Whether everything that was there at the last call has been seen. */
  public boolean caughtUp() {
    return reader.caughtUp();
  }

  /** Records so far that carry no event of ours. */
  public long undecodable() {
    return reader.undecodable();
  }
}
