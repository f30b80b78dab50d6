package dev.banyan.spring.health;

import dev.banyan.capture.RelayStatus;
import dev.banyan.publisher.PublisherHealth;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A relay's health in words that both lines of Boot can take: up while it runs or stands by,
 * unknown while it starts or reconnects, down when it has stopped for good or the stream refuses
 * events. The monolith's own traffic does not depend on it: leave it out of readiness.
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

  /** With what the publisher says; null where the application brings a sink of its own. */
  static HealthReport of(RelayStatus status, @Nullable PublisherHealth publisher) {
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
    if (publisher != null) {
      details.put("publisher", publisher.state().name());
      details.put("breaker", publisher.breaker().name());
      details.put("oldestUnsentMillis", publisher.oldestUnsent().toMillis());
      if (!publisher.message().isEmpty()) {
        details.put("publisherProblem", publisher.message());
      }
    }
    return new HealthReport(refused(publisher) ? Level.DOWN : level(status), details);
  }

  private static boolean refused(@Nullable PublisherHealth publisher) {
    return publisher != null && publisher.state() == PublisherHealth.State.REFUSED;
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
