package dev.banyan.relay;

import dev.banyan.capture.Relay;
import dev.banyan.capture.RelayStatus;
import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.PublisherMeters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The relay's and its publisher's figures for Prometheus. */
final class RelayMeters {

  private RelayMeters() {}

  static void bind(MeterRegistry registry, Relay relay, OrderedPublisher publisher, String stream) {
    for (RelayStatus.State state : RelayStatus.State.values()) {
      Gauge.builder("banyan.relay.state", relay, r -> r.status().state() == state ? 1 : 0)
          .tag("state", state.name())
          .register(registry);
    }
    Gauge.builder("banyan.relay.lag", relay, r -> r.status().lag().toMillis() / 1_000.0)
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("banyan.relay.dead.letters", relay, r -> r.status().deadLetters())
        .register(registry);
    Gauge.builder("banyan.relay.epoch", relay, r -> r.status().epoch()).register(registry);
    FunctionCounter.builder("banyan.relay.published", relay, r -> r.status().published())
        .register(registry);
    FunctionCounter.builder("banyan.relay.skipped", relay, r -> r.status().skipped())
        .register(registry);
    new PublisherMeters(publisher, stream).bindTo(registry);
  }
}
