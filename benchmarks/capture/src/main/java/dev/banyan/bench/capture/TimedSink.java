package dev.banyan.bench.capture;

import dev.banyan.events.Event;
import dev.banyan.publisher.EventSink;
import dev.banyan.publisher.PublishOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Notes when Kinesis acknowledges an event, against the time that the writer put into the document
 * just before it sent the write: the write itself is therefore inside the figure. Both processes
 * read the machine's one monotonic clock.
 */
final class TimedSink implements EventSink {

  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  private final EventSink sink;
  private final ConcurrentHistogram micros = new ConcurrentHistogram(1, LONGEST_MICROS, 3);
  private final AtomicLong acknowledged = new AtomicLong();
  private volatile long lastAcknowledgement;

  TimedSink(EventSink sink) {
    this.sink = sink;
  }

  @Override
  public CompletableFuture<PublishOutcome> publish(Event event) {
    return sink.publish(event)
        .thenApply(
            outcome -> {
              if (outcome instanceof PublishOutcome.Acknowledged && !event.isMarker()) {
                acknowledged(event.data().path("sentAt").asLong());
              }
              return outcome;
            });
  }

  private void acknowledged(long sentAt) {
    long now = System.nanoTime();
    lastAcknowledgement = now;
    micros.recordValue(Math.max(1, Math.min(LONGEST_MICROS, (now - sentAt) / 1_000)));
    acknowledged.incrementAndGet();
  }

  void reset() {
    micros.reset();
    acknowledged.set(0);
  }

  long acknowledged() {
    return acknowledged.get();
  }

  long lastAcknowledgement() {
    return lastAcknowledgement;
  }

  double millisAt(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1_000.0;
  }
}
