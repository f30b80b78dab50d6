package dev.banyan.proxy.forward;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;

/**
 * When reads stop trying serverless first.
 *
 * @param window how many reads are looked at
 * @param minimum how many there must be
 * @param failures share of failed ones that opens it, in percent
 * @param open how long it stays open before it tries again
 * @param probes reads that try then
 */
public record BreakerConfig(int window, int minimum, int failures, Duration open, int probes) {

  /** Half of 20 to 50 reads; 5 s; 5 probes. */
  public static final BreakerConfig DEFAULT =
      new BreakerConfig(50, 20, 50, Duration.ofSeconds(5), 5);

  public BreakerConfig {
    if (window < 1 || minimum < 1 || probes < 1) {
      throw new IllegalArgumentException(
          "breaker.window, breaker.minimum and breaker.probes must be 1 or more, were %d, %d and %d"
              .formatted(window, minimum, probes));
    }
    if (failures < 1 || failures > 100) {
      throw new IllegalArgumentException("breaker.failures must be 1 to 100, was " + failures);
    }
    if (open.toMillis() < 1) {
      throw new IllegalArgumentException("breaker.open must be positive, was " + open);
    }
  }

  CircuitBreaker breaker(String capability) {
    return CircuitBreaker.of(
        capability,
        CircuitBreakerConfig.custom()
            .slidingWindowSize(window)
            .minimumNumberOfCalls(minimum)
            .failureRateThreshold(failures)
            .waitDurationInOpenState(open)
            .permittedNumberOfCallsInHalfOpenState(probes)
            .writableStackTraceEnabled(false)
            .build());
  }
}
