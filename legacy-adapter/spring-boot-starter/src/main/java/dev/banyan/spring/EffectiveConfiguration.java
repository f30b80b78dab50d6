package dev.banyan.spring;

import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.mapping.EventMapping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints at start what is in force, secrets masked. */
final class EffectiveConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(EffectiveConfiguration.class);

  private EffectiveConfiguration() {}

  static void print(CaptureConfig config, CaptureProperties properties, MongoSettings mongo) {
    LOG.info(
        "banyan.capture: mongodb={} database={} stream={} region={} endpoint={} mapping-file={} outbox={}"
            + " pre-images={} heartbeat-interval={} checkpoint-interval={} lease-duration={} close-timeout={} queue-size={}"
            + " max-record-size={} claim-check-bucket={} claim-check-prefix={}",
        mongo.maskedUri(),
        config.database(),
        properties.stream(),
        properties.region() == null ? "by the SDK" : properties.region(),
        properties.endpoint() == null ? "by the SDK" : properties.endpoint(),
        properties.mappingFile() == null ? "none" : properties.mappingFile(),
        properties.outbox(),
        config.preImages(),
        config.heartbeat(),
        config.checkpoint(),
        config.lease(),
        properties.closeTimeout(),
        properties.queueSize(),
        properties.maxRecordSize(),
        properties.claimCheckBucket() == null
            ? "none, oversized events become dead letters"
            : properties.claimCheckBucket(),
        properties.claimCheckPrefix());
    config.mappings().forEach(EffectiveConfiguration::print);
    config
        .beans()
        .forEach(bean -> LOG.info("banyan.capture: {} mapped by a bean", bean.collection()));
  }

  private static void print(EventMapping mapping) {
    LOG.info(
        "banyan.capture.mappings.{}: event={} capability={} partition-key={} subject={} id={}"
            + " fields={} delete-fields={}",
        mapping.collection(),
        mapping.event(),
        mapping.capability(),
        mapping.partitionKey(),
        mapping.subject(),
        mapping.id(),
        mapping.fields(),
        mapping.deleteFields());
  }
}
