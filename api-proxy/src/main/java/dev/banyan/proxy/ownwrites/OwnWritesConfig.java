package dev.banyan.proxy.ownwrites;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the memory for users' own writes.
 *
 * @param max users remembered, over all capabilities
 * @param margin added to the time of an answer without a position, for clocks that differ
 * @param reverse how long a write to serverless may take to be in legacy
 * @param poll how often the watermark is asked for while somebody waits for it
 */
public record OwnWritesConfig(
    @DefaultValue("200000") int max,
    @DefaultValue("2s") Duration margin,
    @DefaultValue("30s") Duration reverse,
    @DefaultValue("200ms") Duration poll) {

  /** 200,000 users, 2 s, 30 s, 200 ms. */
  public static final OwnWritesConfig DEFAULT =
      new OwnWritesConfig(
          200_000, Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMillis(200));

  public OwnWritesConfig {
    if (max < 1) {
      throw new IllegalArgumentException("own-writes.max must be 1 or more, was " + max);
    }
  }
}
