package dev.banyan.publisher;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.concurrent.TimeUnit;

/**
 * The circuit breaker around the stream, on monotonic time. Every permission that was given is
 * answered once, by success, failure or its return.
 */
final class StreamBreaker {

  private final CircuitBreaker breaker;

  StreamBreaker(String stream, BreakerSettings settings, Ticker ticker) {
    this.breaker =
        CircuitBreaker.of(
            "banyan-publisher-" + stream,
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.requests())
                .minimumNumberOfCalls(settings.requests())
                .failureRateThreshold(settings.failurePercent())
                .waitDurationInOpenState(settings.openFor())
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(new MonotonicClock(ticker))
                .currentTimestampFunction(clock -> ticker.nanos(), TimeUnit.NANOSECONDS)
                .writableStackTraceEnabled(false)
                .build());
  }

  boolean tryAcquire() {
    return breaker.tryAcquirePermission();
  }

  void giveBack() {
    breaker.releasePermission();
  }

  void answered(long nanos) {
    breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
  }

  void failed(long nanos, RetryCause cause) {
    breaker.onError(nanos, TimeUnit.NANOSECONDS, new StreamFailure(cause));
  }

  PublisherHealth.Breaker state() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> PublisherHealth.Breaker.OPEN;
      case HALF_OPEN -> PublisherHealth.Breaker.HALF_OPEN;
      default -> PublisherHealth.Breaker.CLOSED;
    };
  }

  /** What the breaker is told; never thrown, so it needs no stack. */
  private static final class StreamFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StreamFailure(RetryCause cause) {
      super(cause.name(), null, false, false);
    }
  }
}
