package dev.banyan.control;

import java.time.Duration;

/**
 * Bounds of a switch.
 *
 * @param announce how long proxies may take to say that they poll fast
 * @param hold how long after the hold began ownership may still move; proxies give up at 2 s
 * @param poll how often acknowledgements are looked at
 */
public record SwitchConfig(Duration announce, Duration hold, Duration poll) {

  /** Five seconds to announce; 1.5 s to drain, well inside the proxies' 2 s. */
  public static final SwitchConfig DEFAULT =
      new SwitchConfig(Duration.ofSeconds(5), Duration.ofMillis(1_500), Duration.ofMillis(10));

  public SwitchConfig {
    if (hold.compareTo(Duration.ofMillis(1_900)) > 0) {
      throw new IllegalArgumentException("hold must end before proxies give up, was " + hold);
    }
  }
}
