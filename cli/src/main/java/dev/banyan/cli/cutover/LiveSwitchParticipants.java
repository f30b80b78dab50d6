package dev.banyan.cli.cutover;

import dev.banyan.control.Capability;
import dev.banyan.control.Guard;
import dev.banyan.control.SwitchParticipants;
import dev.banyan.events.Buckets;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.Progress;
import dev.banyan.stream.WatermarkTable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Asks MongoDB and the services' tables; one thread. */
public final class LiveSwitchParticipants implements SwitchParticipants {

  private static final Duration LAG_BOUND = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(10);

  private final MongoBarrier barrier;
  private final WatermarkTable watermarks;
  private final DeadLetterTable deadLetters;
  private final Clock clock;

  public LiveSwitchParticipants(
      MongoBarrier barrier, WatermarkTable watermarks, DeadLetterTable deadLetters, Clock clock) {
    this.barrier = barrier;
    this.watermarks = watermarks;
    this.deadLetters = deadLetters;
    this.clock = clock;
  }

  @Override
  public List<Guard> guards(Capability capability) {
    try {
      return List.of(lag(capability.name()), noDeadLetters(capability.name()));
    } catch (ResourceNotFoundException e) {
      return List.of(
          Guard.refused(
              "consumer",
              "the services' tables %s and %s do not exist: deploy them (services/template.yaml)"
                  .formatted(WatermarkTable.NAME, DeadLetterTable.NAME)));
    }
  }

  private Guard lag(String capability) {
    String name = "consumer lag";
    return watermarks
        .read(capability)
        .map(watermark -> Duration.between(watermark.instant(), clock.instant()))
        .map(
            lag ->
                lag.compareTo(LAG_BOUND) <= 0
                    ? Guard.passed(name, "under " + lag.toSeconds() + " s")
                    : Guard.refused(
                        name,
                        "is "
                            + lag.toSeconds()
                            + " s, must be under "
                            + LAG_BOUND.toSeconds()
                            + " s: is the relay running, does the function fail?"))
        .orElseGet(() -> Guard.refused(name, "unknown: no heartbeat has arrived in every bucket"));
  }

  private Guard noDeadLetters(String capability) {
    int count = deadLetters.count(capability);
    return count == 0
        ? Guard.passed("no dead letters", "0")
        : Guard.refused(
            "no dead letters",
            count + ": look at them with 'banyan dead-letters " + capability + "'");
  }

  @Override
  public String placeBarrier(Capability capability) {
    return barrier.place(capability.name()).toString();
  }

  @Override
  public Optional<String> awaitBarrier(Capability capability, String position, Duration atMost) {
    SourceVersion wanted = SourceVersion.parse(position);
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      Progress progress = watermarks.progress(capability.name());
      Optional<String> behind = behind(progress, wanted);
      if (behind.isEmpty() || System.nanoTime() >= deadline) {
        return behind;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static Optional<String> behind(Progress progress, SourceVersion wanted) {
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      SourceVersion position = progress.buckets().get(bucket);
      if (position == null || position.compareTo(wanted) < 0) {
        return Optional.of(
            "bucket " + bucket + " stands at " + position + " and has not met " + wanted);
      }
    }
    return Optional.empty();
  }

  @Override
  public void ownershipMoved(Capability capability) {
    String position = capability.switchPosition();
    if (position != null) {
      watermarks.fence(capability.name(), SourceVersion.parse(position));
    }
  }
}
