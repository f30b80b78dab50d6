package dev.banyan.spring;

import dev.banyan.capture.RelayStatus;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@code banyanCapture}: up while the relay runs or stands by, unknown while it starts or
 * reconnects, down when it has stopped for good. The monolith's own traffic does not depend on it:
 * leave it out of readiness.
 */
final class CaptureHealth implements HealthIndicator {

  private final RelayLifecycle relay;

  CaptureHealth(RelayLifecycle relay) {
    this.relay = relay;
  }

  @Override
  public Health health() {
    RelayStatus status = relay.status();
    Health.Builder health =
        builder(status)
            .withDetail("state", status.state())
            .withDetail("lagMillis", status.lag().toMillis())
            .withDetail("published", status.published())
            .withDetail("skipped", status.skipped())
            .withDetail("deadLetters", status.deadLetters())
            .withDetail("epoch", status.epoch());
    if (status.position() != null) {
      health.withDetail("position", status.position().toString());
    }
    RelayStatus.Problem problem = status.problem();
    if (problem != null) {
      health
          .withDetail("problem", problem.message())
          .withDetail("collections", problem.collections())
          .withDetail("since", problem.since().toString());
    }
    return health.build();
  }

  private static Health.Builder builder(RelayStatus status) {
    return switch (status.state()) {
      case RUNNING, STANDBY -> Health.up();
      case STARTING, RECONNECTING, STOPPED -> Health.unknown();
      case UNHEALTHY -> Health.down();
    };
  }
}
