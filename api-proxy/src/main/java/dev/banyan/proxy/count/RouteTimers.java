package dev.banyan.proxy.count;

import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How long a route's requests take, by side, read stage and class of status: 60 timers at most,
 * made when first needed. Thread-safe.
 */
public final class RouteTimers {

  private static final int CLASSES = 5;
  private static final String[] SIDES = {"legacy", "serverless", "none"};
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;
  private final String route;
  private final String capability;
  private final AtomicReferenceArray<@Nullable Timer> timers =
      new AtomicReferenceArray<>(SIDES.length * ReadStage.Kind.values().length * CLASSES);

  RouteTimers(MeterRegistry registry, String route, String capability) {
    this.registry = registry;
    this.route = route;
    this.capability = capability;
  }

  /**
   * A request is over.
   *
   * @param side who answered, null if nobody did
   * @param stage of the capability's reads
   * @param status of the answer, 100 to 599
   */
  public void record(@Nullable Side side, ReadStage.Kind stage, int status, long nanos) {
    int sideIndex = side == null ? 2 : side.ordinal();
    int statusClass = Math.min(CLASSES, Math.max(1, status / 100));
    int index =
        (sideIndex * ReadStage.Kind.values().length + stage.ordinal()) * CLASSES + statusClass - 1;
    Timer timer = timers.get(index);
    if (timer == null) {
      timer = made(SIDES[sideIndex], stage, statusClass);
      timers.set(index, timer); // the registry gives the same one to whoever comes second
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer made(String side, ReadStage.Kind stage, int statusClass) {
    return Timer.builder("banyan.proxy.requests")
        .description("Requests until their answer was out")
        .tag("route", route)
        .tag("capability", capability)
        .tag("side", side)
        .tag("stage", stage.name())
        .tag("status", statusClass + "xx")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
