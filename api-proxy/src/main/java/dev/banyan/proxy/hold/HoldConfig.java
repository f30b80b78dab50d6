package dev.banyan.proxy.hold;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of a hold.
 *
 * @param limit how long writes are held before the proxy gives up and lets the owner have them
 * @param max writes held at once, per capability; those beyond wait as well, but nothing more is
 *     read from their connections meanwhile
 * @param abandon how long a write that was answered 504 counts as being on its way, unless its side
 *     answers or hangs up before
 * @param memory what the bodies of held writes may have in memory at once, per capability; writes
 *     beyond have in memory what was read with their heads. The rest of a body stays unread, in the
 *     sockets
 */
public record HoldConfig(Duration limit, int max, Duration abandon, DataSize memory) {

  /** 2 s, 10,000 writes, 60 s, 32 MB. */
  public static final HoldConfig DEFAULT =
      new HoldConfig(
          Duration.ofSeconds(2), 10_000, Duration.ofSeconds(60), DataSize.ofMegabytes(32));

  public HoldConfig {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("hold.limit must be positive, was " + limit);
    }
    if (max < 1) {
      throw new IllegalArgumentException("hold.max must be 1 or more, was " + max);
    }
    if (memory.isNegative()) {
      throw new IllegalArgumentException("hold.memory must not be negative, was " + memory);
    }
  }
}
