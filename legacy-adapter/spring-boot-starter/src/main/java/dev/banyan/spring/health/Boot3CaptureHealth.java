package dev.banyan.spring.health;

import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.spring.RelayLifecycle;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** {@code banyanCapture}, in the health package of Spring Boot 3. */
final class Boot3CaptureHealth implements HealthIndicator {

  private final RelayLifecycle relay;
  private final @Nullable OrderedPublisher publisher;

  Boot3CaptureHealth(RelayLifecycle relay, @Nullable OrderedPublisher publisher) {
    this.relay = relay;
    this.publisher = publisher;
  }

  @Override
  public Health health() {
    HealthReport report =
        HealthReport.of(relay.status(), publisher == null ? null : publisher.health());
    Health.Builder health =
        switch (report.level()) {
          case UP -> Health.up();
          case UNKNOWN -> Health.unknown();
          case DOWN -> Health.down();
        };
    return health.withDetails(report.details()).build();
  }
}
