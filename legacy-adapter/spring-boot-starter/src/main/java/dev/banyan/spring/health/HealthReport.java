package dev.banyan.spring.health;

import dev.banyan.capture.RelayStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A relay's health in words that both lines of Boot can take: up while it runs or stands by,
 * unknown while it starts or reconnects, down when it has stopped for good. The monolith's own
 * traffic does not depend on it: leave it out of readiness.
 *
 * @param level up, unknown or down
 * @param details position, lag, lease, counts, and what is wrong since when
 */
record HealthReport(Level level, Map<String, Object> details) {

  /** How well it is. */
  enum Level {
    UP,
    UNKNOWN,
    DOWN
  }

  HealthReport {
    details = Map.copyOf(details);
  }

  static HealthReport of(RelayStatus status) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", status.state().name());
    details.put("lease", lease(status));
    details.put("epoch", status.epoch());
    details.put("lagMillis", status.lag().toMillis());
    details.put("published", status.published());
    details.put("skipped", status.skipped());
    details.put("deadLetters", status.deadLetters());
    if (status.position() != null) {
      details.put("position", status.position().toString());
    }
    RelayStatus.Problem problem = status.problem();
    if (problem != null) {
      details.put("problem", problem.message());
      details.put("collections", problem.collections());
      details.put("since", problem.since().toString());
    }
    return new HealthReport(level(status), details);
  }

  private static String lease(RelayStatus status) {
    return switch (status.state()) {
      case RUNNING -> "held";
      case STANDBY -> "another relay's";
      case STARTING, RECONNECTING, UNHEALTHY, STOPPED -> "none";
    };
  }

  private static Level level(RelayStatus status) {
    return switch (status.state()) {
      case RUNNING, STANDBY -> Level.UP;
      case STARTING, RECONNECTING, STOPPED -> Level.UNKNOWN;
      case UNHEALTHY -> Level.DOWN;
    };
  }
}
