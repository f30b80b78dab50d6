package dev.banyan.publisher;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens; thread-safe. */
final class Counters {

  private final LongAdder events = new LongAdder();
  private final LongAdder records = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder eventBytes = new LongAdder();
  private final LongAdder tooLarge = new LongAdder();
  private final LongAdder setAside = new LongAdder();
  private final LongAdder regroupings = new LongAdder();
  private final LongAdder queueFull = new LongAdder();
  private final Map<RetryCause, LongAdder> retries = new EnumMap<>(RetryCause.class);

  Counters() {
    Arrays.stream(RetryCause.values()).forEach(cause -> retries.put(cause, new LongAdder()));
  }

  void requested() {
    requests.increment();
  }

  void acknowledged(SealedRecord sent) {
    events.add(sent.events());
    records.increment();
    bytes.add(sent.requestBytes());
    eventBytes.add(sent.envelopeBytes());
  }

  void retried(RetryCause cause) {
    retries.computeIfAbsent(cause, absent -> new LongAdder()).increment();
  }

  void tooLarge() {
    tooLarge.increment();
  }

  void setAside() {
    setAside.increment();
  }

  void regrouped() {
    regroupings.increment();
  }

  void queueFull() {
    queueFull.increment();
  }

  PublisherMetrics snapshot(long queuedBytes, PublisherLoop.Activity activity) {
    Map<RetryCause, Long> byCause = new EnumMap<>(RetryCause.class);
    retries.forEach((cause, count) -> byCause.put(cause, count.sum()));
    return new PublisherMetrics(
        events.sum(),
        records.sum(),
        requests.sum(),
        bytes.sum(),
        byCause,
        tooLarge.sum(),
        queueFull.sum(),
        queuedBytes,
        activity.oldest(),
        eventBytes.sum(),
        setAside.sum(),
        activity.lanes(),
        activity.inFlight(),
        regroupings.sum());
  }
}
