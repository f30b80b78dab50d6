package dev.banyan.publisher;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock for a library that wants one: it starts at the epoch and only ever ticks. */
final class MonotonicClock extends Clock {

  private final Ticker ticker;
  private final long start;

  MonotonicClock(Ticker ticker) {
    this.ticker = ticker;
    this.start = ticker.nanos();
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(ticker.nanos() - start);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
