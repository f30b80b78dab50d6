package dev.banyan.publisher;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A publisher's metrics for Micrometer, under {@code banyan.publisher.}, with the stream as tag.
 *
 * <p>Needs {@code io.micrometer:micrometer-core} on the class path.
 */
public final class PublisherMeters implements MeterBinder {

  private final OrderedPublisher publisher;
  private final Tags tags;

  /** Metrics of a publisher of this stream. */
  public PublisherMeters(OrderedPublisher publisher, String stream) {
    this.publisher = publisher;
    this.tags = Tags.of("stream", stream);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "events", "events", tags, PublisherMetrics::events);
    counter(registry, "records", "records", tags, PublisherMetrics::records);
    counter(registry, "requests", "requests", tags, PublisherMetrics::requests);
    counter(registry, "bytes", "bytes", tags, PublisherMetrics::bytes);
    counter(registry, "event.bytes", "bytes", tags, PublisherMetrics::eventBytes);
    counter(registry, "too.large", "events", tags, PublisherMetrics::tooLarge);
    counter(registry, "set.aside", "events", tags, PublisherMetrics::setAside);
    counter(registry, "queue.full", "events", tags, PublisherMetrics::queueFull);
    counter(registry, "regroupings", "regroupings", tags, PublisherMetrics::regroupings);
    for (RetryCause cause : RetryCause.values()) {
      Tags withCause = tags.and("cause", cause.name().toLowerCase(Locale.ROOT));
      counter(registry, "retries", "records", withCause, m -> m.retries().getOrDefault(cause, 0L));
    }
    gauge(registry, "aggregation.ratio", "events", PublisherMetrics::aggregationRatio);
    gauge(registry, "in.flight", "requests", PublisherMetrics::inFlight);
    gauge(registry, "lanes", "lanes", PublisherMetrics::lanes);
    gauge(registry, "queue.bytes", "bytes", PublisherMetrics::queuedBytes);
    gauge(registry, "oldest.unsent", "seconds", m -> m.oldestUnsent().toMillis() / 1e3);
    breaker(registry);
  }

  private void counter(
      MeterRegistry registry,
      String name,
      String unit,
      Tags withTags,
      ToDoubleFunction<PublisherMetrics> value) {
    FunctionCounter.builder(
            "banyan.publisher." + name, publisher, p -> value.applyAsDouble(p.metrics()))
        .tags(withTags)
        .baseUnit(unit)
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, String unit, ToDoubleFunction<PublisherMetrics> value) {
    Gauge.builder("banyan.publisher." + name, publisher, p -> value.applyAsDouble(p.metrics()))
        .tags(tags)
        .baseUnit(unit)
        .register(registry);
  }

  /** 1 for the state that the breaker is in, as resilience4j's own meters have it. */
  private void breaker(MeterRegistry registry) {
    for (PublisherHealth.Breaker state : PublisherHealth.Breaker.values()) {
      Gauge.builder(
              "banyan.publisher.breaker", publisher, p -> p.health().breaker() == state ? 1 : 0)
          .tags(tags.and("state", state.name().toLowerCase(Locale.ROOT)))
          .register(registry);
    }
  }
}
