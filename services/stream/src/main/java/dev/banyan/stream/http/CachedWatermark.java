package dev.banyan.stream.http;

import dev.banyan.events.SourceVersion;
import dev.banyan.stream.WatermarkTable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A capability's watermark, read from its table at most every {@link #MAX_AGE}. An old one is
 * lower, never higher, than the truth. Thread-safe.
 */
public final class CachedWatermark {

  static final Duration MAX_AGE = Duration.ofMillis(200);

  private final WatermarkTable table;
  private final String capability;
  private final LongSupplier nanoTime;
  private volatile Reading last;

  private record Reading(Optional<SourceVersion> watermark, long at) {}

  public CachedWatermark(WatermarkTable table, String capability, LongSupplier nanoTime) {
    this.table = table;
    this.capability = capability;
    this.nanoTime = nanoTime;
    this.last = new Reading(Optional.empty(), nanoTime.getAsLong() - MAX_AGE.toNanos() - 1);
  }

  public String capability() {
    return capability;
  }

  public Optional<SourceVersion> get() {
    Reading reading = last;
    long now = nanoTime.getAsLong();
    if (now - reading.at() > MAX_AGE.toNanos()) {
      reading = new Reading(table.read(capability), now);
      last = reading;
    }
    return reading.watermark();
  }
}
