package dev.banyan.capture;

import dev.banyan.capture.mapping.BeanMapper;
import dev.banyan.capture.mapping.ChangeMapper;
import dev.banyan.capture.mapping.EventMapper;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.MappingBean;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.capture.outbox.OutboxMapper;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a relay behaves.
 *
 * @param database the monolith's database
 * @param mappings one for each captured collection
 * @param preImages whether the relay may turn pre-images on
 * @param heartbeat interval of heartbeats, and of renewing the lease
 * @param checkpoint shortest time between two checkpoints
 * @param lease how long a lease holds without renewal
 * @param inFlight changes that may lie behind the saved checkpoint at once: so many are repeated
 *     after a crash, at most
 * @param drain how long closing waits for acknowledgements
 * @param beans mappings in Java
 * @param outbox whether explicit events are read
 */
public record CaptureConfig(
    String database,
    List<EventMapping> mappings,
    PreImages preImages,
    Duration heartbeat,
    Duration checkpoint,
    Duration lease,
    int inFlight,
    Duration drain,
    List<MappingBean> beans,
    OutboxConfig outbox) {

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
    beans = List.copyOf(beans);
    if (mappings.isEmpty() && beans.isEmpty() && !outbox.enabled()) {
      throw new IllegalArgumentException(
          "capture needs at least one mapping, mapping bean, or the outbox");
    }
    if (outbox.mode() == OutboxConfig.Mode.POLL && !(mappings.isEmpty() && beans.isEmpty())) {
      throw new IllegalArgumentException(
          "an outbox that is polled goes without mapped collections: one relay reads either the"
              + " change stream or the outbox's entries");
    }
    requireOneMappingEach(names(mappings, beans));
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

  private static List<String> names(List<EventMapping> mappings, List<MappingBean> beans) {
    return Stream.concat(
            mappings.stream().map(EventMapping::collection),
            beans.stream().map(MappingBean::collection))
        .toList();
  }

  private static void requireOneMappingEach(List<String> collections) {
    Set<String> seen = new HashSet<>();
    for (String collection : collections) {
      if (!seen.add(collection)) {
        throw new IllegalArgumentException("two mappings for " + collection);
      }
      if (collection.startsWith("banyan_")) {
        throw new IllegalArgumentException(collection + " is one of Banyan's own collections");
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
    return of(database, mappings, List.of(), OutboxConfig.OFF);
  }

  /** Named defaults, for all three ways of stating events. */
  public static CaptureConfig of(
      String database, List<EventMapping> mappings, List<MappingBean> beans, OutboxConfig outbox) {
    return new CaptureConfig(
        database,
        mappings,
        PreImages.CHECK,
        Duration.ofSeconds(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(6),
        10_000,
        Duration.ofSeconds(5),
        beans,
        outbox);
  }

  /** The same with the permission to turn pre-images on, or without it. */
  public CaptureConfig withPreImages(PreImages permission) {
    return new CaptureConfig(
        database,
        mappings,
        permission,
        heartbeat,
        checkpoint,
        lease,
        inFlight,
        drain,
        beans,
        outbox);
  }

  /** The same with other times. */
  public CaptureConfig withTimes(
      Duration newHeartbeat, Duration newCheckpoint, Duration newLease, Duration newDrain) {
    return new CaptureConfig(
        database,
        mappings,
        preImages,
        newHeartbeat,
        newCheckpoint,
        newLease,
        inFlight,
        newDrain,
        beans,
        outbox);
  }

  /** The same with another bound on what may be repeated after a crash. */
  public CaptureConfig withInFlight(int changes) {
    return new CaptureConfig(
        database, mappings, preImages, heartbeat, checkpoint, lease, changes, drain, beans, outbox);
  }

  /** The same with mapping beans, and with or without the outbox. */
  public CaptureConfig with(List<MappingBean> newBeans, OutboxConfig newOutbox) {
    return new CaptureConfig(
        database,
        mappings,
        preImages,
        heartbeat,
        checkpoint,
        lease,
        inFlight,
        drain,
        newBeans,
        newOutbox);
  }

  /** Names of the mapped collections. */
  public List<String> collections() {
    return names(mappings, beans);
  }

  /** The mapped collections, and the outbox where it is read. */
  List<String> captured() {
    Stream<String> own = outbox.enabled() ? Stream.of(MongoOutbox.COLLECTION) : Stream.of();
    return Stream.concat(collections().stream(), own).toList();
  }

  /** What turns changes into events, by collection. */
  public Map<String, ChangeMapper> mappers() {
    Map<String, ChangeMapper> mappers = new HashMap<>();
    mappings.forEach(mapping -> mappers.put(mapping.collection(), new EventMapper(mapping)));
    beans.forEach(bean -> mappers.put(bean.collection(), new BeanMapper(bean)));
    if (outbox.enabled()) {
      mappers.put(MongoOutbox.COLLECTION, new OutboxMapper());
    }
    return mappers;
  }
}
