package dev.banyan.proxy.ownwrites;

import dev.banyan.control.Side;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts watermarks that are no positions, and logs one a minute at most. Thread-safe. */
final class MalformedWatermarks {

  private static final Logger LOG = LoggerFactory.getLogger(MalformedWatermarks.class);
  private static final long MINUTE = 60_000;
  private static final int SHOWN = 40;

  private final Clock clock;
  private final LongAdder count = new LongAdder();
  private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);

  MalformedWatermarks(Clock clock) {
    this.clock = clock;
  }

  long count() {
    return count.sum();
  }

  void note(String capability, Side side, String position) {
    count.increment();
    long now = clock.millis();
    long due = next.get();
    if (now >= due && next.compareAndSet(due, now + MINUTE)) {
      LOG.warn(
          "{} gave a watermark for {} that is no position and is ignored, so that reads stay with"
              + " their owner for longer: '{}', not SSSSSSSSSS.IIIIIIIIII.OOOOO (see X-Banyan-Watermark)",
          side.label(),
          capability,
          shown(position));
    }
  }

  /** Its beginning, without what would break the line. */
  private static String shown(String position) {
    String text = position.length() <= SHOWN ? position : position.substring(0, SHOWN) + "…";
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
