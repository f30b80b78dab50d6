package dev.banyan.spring;

import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.CaptureConfig.PreImages;
import dev.banyan.capture.OutboxConfig;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.FieldMapping;
import dev.banyan.capture.mapping.MappingBean;
import dev.banyan.publisher.PublisherConfig;
import dev.banyan.publisher.PublisherTimes;
import dev.banyan.spring.keys.BanyanPropertiesException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code banyan.capture.*}.
 *
 * @param enabled whether this application runs a relay
 * @param database the database to capture; by default the one of Spring's MongoDB settings
 * @param stream the Kinesis stream
 * @param region the stream's AWS region; by default the SDK's own chain ({@code AWS_REGION})
 * @param endpoint of Kinesis, for stand-ins and VPC endpoints; by default the SDK's own chain
 * @param mappingFile a file of mappings, as the sidecar reads it, or beside {@code mappings}; a
 *     path, or {@code classpath:…}
 * @param outbox whether explicit events are read: {@code off}, {@code auto} or {@code poll}
 * @param preImages {@code check} or {@code enable}: whether collections may be altered
 * @param heartbeatInterval time between heartbeats; watermarks move this often when idle
 * @param checkpointInterval shortest time between checkpoints; what a crash may repeat
 * @param leaseDuration how long after a crash another instance waits before it takes over
 * @param closeTimeout the most that a stop of the application waits, half of it for what was
 *     captured and half for what is queued; what is not acknowledged by then is captured again by
 *     the next start
 * @param queueSize events that may wait for Kinesis, in bytes of their envelopes
 * @param maxRecordSize the largest Kinesis record that the stream takes
 * @param claimCheckBucket the S3 bucket for the data of events above it; by default they become
 *     dead letters
 * @param claimCheckPrefix what the keys in that bucket begin with
 * @param mappings by collection
 */
@ConfigurationProperties("banyan.capture")
record CaptureProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String database,
    @DefaultValue("banyan-events") String stream,
    @Nullable String region,
    @Nullable URI endpoint,
    @Nullable String mappingFile,
    @DefaultValue("off") OutboxConfig.Mode outbox,
    @DefaultValue("check") PreImages preImages,
    @DefaultValue("1s") Duration heartbeatInterval,
    @DefaultValue("500ms") Duration checkpointInterval,
    @DefaultValue("6s") Duration leaseDuration,
    @DefaultValue("15s") Duration closeTimeout,
    @DefaultValue("32MB") DataSize queueSize,
    @DefaultValue("1MB") DataSize maxRecordSize,
    @Nullable String claimCheckBucket,
    @DefaultValue("") String claimCheckPrefix,
    @DefaultValue Map<String, Mapping> mappings) {

  private static final int DEFAULT_AGGREGATE_BYTES = 256 * 1024;
  private static final int DEFAULT_REQUEST_BYTES = 5 * 1024 * 1024;

  CaptureProperties {
    mappings = Map.copyOf(mappings);
    if (claimCheckBucket == null && !claimCheckPrefix.isEmpty()) {
      throw new BanyanPropertiesException(
          "banyan.capture.claim-check-prefix needs banyan.capture.claim-check-bucket");
    }
  }

  /**
   * The mapping of a collection.
   *
   * @param event first part of the event types; {@code follow} gives {@code follow.put}
   * @param capability the capability that the collection belongs to
   * @param partitionKey path or template
   * @param subject path or template
   * @param id template of a text {@code _id}
   * @param fields of a put: {@code name} or {@code name=path}
   * @param deleteFields of a delete; {@code name?} may be missing
   */
  record Mapping(
      @Nullable String event,
      @Nullable String capability,
      @DefaultValue("_id") String partitionKey,
      @DefaultValue("_id") String subject,
      @Nullable String id,
      @DefaultValue List<String> fields,
      @DefaultValue List<String> deleteFields) {

    Mapping {
      fields = List.copyOf(fields);
      deleteFields = List.copyOf(deleteFields);
    }

    EventMapping toMapping(String collection) {
      List<FieldMapping> put = fields.stream().map(FieldMapping::parse).toList();
      List<FieldMapping> delete =
          deleteFields.isEmpty()
              ? EventMapping.keyFields(put, id, partitionKey)
              : deleteFields.stream().map(FieldMapping::parse).toList();
      return new EventMapping(
          collection, orEmpty(event), orEmpty(capability), partitionKey, subject, put, delete, id);
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }
  }

  /** The mappings that the properties declare, by collection. */
  List<EventMapping> declaredMappings() {
    try {
      return mappings.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(entry -> entry.getValue().toMapping(entry.getKey()))
          .toList();
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  CaptureConfig captureConfig(
      String effectiveDatabase, List<EventMapping> list, List<MappingBean> beans) {
    try {
      OutboxConfig standard = OutboxConfig.AUTO;
      CaptureConfig defaults =
          CaptureConfig.of(
              effectiveDatabase,
              list,
              beans,
              new OutboxConfig(outbox, standard.keep(), standard.poll()));
      return defaults
          .withPreImages(preImages)
          .withTimes(
              heartbeatInterval, checkpointInterval, leaseDuration, closeTimeout.dividedBy(2));
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  PublisherConfig publisherConfig() {
    try {
      int record = Math.toIntExact(maxRecordSize.toBytes());
      return PublisherConfig.forStream(stream)
          .withTimes(PublisherTimes.DEFAULT.withDrain(closeTimeout.dividedBy(2)))
          .withSizes(
              record,
              Math.min(record, DEFAULT_AGGREGATE_BYTES),
              Math.max(record, DEFAULT_REQUEST_BYTES),
              Math.toIntExact(queueSize.toBytes()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw refused(e);
    }
  }

  private static BanyanPropertiesException refused(RuntimeException e) {
    return new BanyanPropertiesException("banyan.capture: " + e.getMessage());
  }
}
