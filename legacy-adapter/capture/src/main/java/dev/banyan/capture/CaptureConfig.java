package dev.banyan.capture;

import dev.banyan.capture.mapping.EventMapping;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a relay behaves.
 *
 * @param database the monolith's database
 * @param mappings one for each captured collection
 * @param preImages whether the relay may turn pre-images on
 * @param heartbeat interval of heartbeats, and of renewing the lease
 * @param checkpoint shortest time between two checkpoints
 * @param lease how long a lease holds without renewal
 * @param inFlight changes that may wait for acknowledgement at once
 * @param drain how long closing waits for acknowledgements
 */
public record CaptureConfig(
    String database,
    List<EventMapping> mappings,
    PreImages preImages,
    Duration heartbeat,
    Duration checkpoint,
    Duration lease,
    int inFlight,
    Duration drain) {

  /** Whether the relay may turn pre-images on. */
  public enum PreImages {
    /** Refuse to start where a mapping needs them and they are off. */
    CHECK,
    /** Turn them on for the mapped collections, by {@code collMod}, before starting. */
    ENABLE
  }

  public CaptureConfig {
    if (database.isBlank()) {
      throw new IllegalArgumentException("database must not be blank");
    }
    mappings = List.copyOf(mappings);
    if (mappings.isEmpty()) {
      throw new IllegalArgumentException("capture needs at least one mapping");
    }
    requireOneMappingEach(mappings);
    requirePositive("heartbeat", heartbeat);
    requirePositive("checkpoint", checkpoint);
    if (lease.compareTo(heartbeat.multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "lease must be at least three heartbeats (" + heartbeat + "), was " + lease);
    }
    if (inFlight < 1) {
      throw new IllegalArgumentException("inFlight must be above zero, was " + inFlight);
    }
  }

  private static void requireOneMappingEach(List<EventMapping> mappings) {
    Set<String> seen = new HashSet<>();
    for (EventMapping mapping : mappings) {
      if (!seen.add(mapping.collection())) {
        throw new IllegalArgumentException("two mappings for " + mapping.collection());
      }
      if (mapping.collection().startsWith("banyan_")) {
        throw new IllegalArgumentException(
            mapping.collection() + " is one of Banyan's own collections");
      }
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be above zero, was " + value);
    }
  }

  /** Named defaults. */
  public static CaptureConfig of(String database, List<EventMapping> mappings) {
    return new CaptureConfig(
        database,
        mappings,
        PreImages.CHECK,
        Duration.ofSeconds(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(6),
        10_000,
        Duration.ofSeconds(5));
  }

  /** The same with the permission to turn pre-images on, or without it. */
  public CaptureConfig withPreImages(PreImages permission) {
    return new CaptureConfig(
        database, mappings, permission, heartbeat, checkpoint, lease, inFlight, drain);
  }

  /** The same with other times. */
  public CaptureConfig withTimes(
      Duration newHeartbeat, Duration newCheckpoint, Duration newLease, Duration newDrain) {
    return new CaptureConfig(
        database, mappings, preImages, newHeartbeat, newCheckpoint, newLease, inFlight, newDrain);
  }

  /** Names of the mapped collections. */
  public List<String> collections() {
    return mappings.stream().map(EventMapping::collection).toList();
  }
}
