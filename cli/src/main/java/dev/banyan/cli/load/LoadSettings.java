package dev.banyan.cli.load;

import java.net.URI;
import java.time.Duration;

/**
 * How load is generated.
 *
 * @param baseUrl of the proxy, for example {@code http://localhost:8088}
 * @param rate requests per second that are started, checks of own writes not counted
 * @param maxInFlight how many may wait for an answer at once
 * @param seed of all draws
 * @param jwtSecret the monolith's, at least 32 bytes
 * @param rampUp how long the rate grows from a tenth to the whole, so that cold JVMs are not met by
 *     all of it
 * @param requestTimeout after which a request counts as failed
 * @param eases whether less is sent while the machine does not keep up
 */
public record LoadSettings(
    URI baseUrl,
    double rate,
    int maxInFlight,
    long seed,
    String jwtSecret,
    Duration rampUp,
    Duration requestTimeout,
    boolean eases) {

  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private static final int MOST_RATE = 100_000;
  private static final int LEAST_IN_FLIGHT = 16;
  private static final int MOST_IN_FLIGHT = 256;

  public LoadSettings {
    checkRate(rate);
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("maxInFlight must be at least 1, but is " + maxInFlight);
    }
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException(
          "requestTimeout must be positive, but is " + requestTimeout);
    }
  }

  /**
   * Refuses a rate that cannot be, for those who ask for one before there is anything to load.
   *
   * @throws IllegalArgumentException with the bounds
   */
  public static void checkRate(double rate) {
    if (!(rate > 0 && rate <= MOST_RATE)) {
      throw new IllegalArgumentException(
          "rate must be above 0 and up to %d, but is %s".formatted(MOST_RATE, rate));
    }
  }

  /** The rate, this long after the start. */
  double rateAt(Duration sinceStart) {
    if (sinceStart.compareTo(rampUp) >= 0) {
      return rate;
    }
    return rate * (0.1 + 0.9 * sinceStart.toNanos() / rampUp.toNanos());
  }

  /** The same with a slow start. */
  public LoadSettings withRampUp(Duration next) {
    return new LoadSettings(
        baseUrl, rate, maxInFlight, seed, jwtSecret, next, requestTimeout, eases);
  }

  /** The same, and gives way to a machine that does not keep up. */
  public LoadSettings easing() {
    return new LoadSettings(
        baseUrl, rate, maxInFlight, seed, jwtSecret, rampUp, requestTimeout, true);
  }

  /**
   * With half a second's requests in flight at most: a machine that is too slow for the rate is
   * asked less often, instead of so much that every answer comes too late.
   */
  public static LoadSettings of(URI baseUrl, double rate, long seed, String jwtSecret) {
    int halfSecond = (int) Math.min(MOST_IN_FLIGHT, rate / 2);
    return new LoadSettings(
        baseUrl,
        rate,
        Math.max(LEAST_IN_FLIGHT, halfSecond),
        seed,
        jwtSecret,
        Duration.ZERO,
        DEFAULT_REQUEST_TIMEOUT,
        false);
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "LoadSettings[baseUrl=%s, rate=%s, maxInFlight=%d, seed=%d, requestTimeout=%s]"
        .formatted(baseUrl, rate, maxInFlight, seed, requestTimeout);
  }
}
