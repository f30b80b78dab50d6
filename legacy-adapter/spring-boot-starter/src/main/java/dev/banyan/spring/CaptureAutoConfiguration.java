package dev.banyan.spring;

import com.mongodb.client.MongoClient;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.Relay;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.MappingBean;
import dev.banyan.publisher.EventSink;
import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.UnsendableEvents;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The relay, inside the monolith. */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration",
      "org.springframework.boot.autoconfigure.mongo.MongoAutoConfiguration"
    })
@ConditionalOnProperty(name = "banyan.capture.enabled", matchIfMissing = true)
@ConditionalOnBean(MongoClient.class)
@EnableConfigurationProperties(CaptureProperties.class)
class CaptureAutoConfiguration {

  /** Region, credentials and endpoint by the SDK's own chain, where the properties do not say. */
  @Bean
  @ConditionalOnMissingBean
  KinesisClient banyanKinesisClient(CaptureProperties properties) {
    return KinesisClients.of(properties);
  }

  @Bean
  @ConditionalOnMissingBean(EventSink.class)
  OrderedPublisher banyanPublisher(
      KinesisClient kinesis, CaptureProperties properties, UnsendableEvents unsendable) {
    return new OrderedPublisher(kinesis, properties.publisherConfig(), unsendable);
  }

  /** Claim checks where a bucket is named; else the relay sets aside what no record can carry. */
  @Bean
  @ConditionalOnMissingBean
  UnsendableEvents banyanUnsendableEvents(CaptureProperties properties) {
    String bucket = properties.claimCheckBucket();
    return bucket == null ? UnsendableEvents.TO_CALLER : ClaimCheckStore.of(bucket, properties);
  }

  @Bean
  @ConditionalOnMissingBean
  CaptureConfig banyanCaptureConfig(
      CaptureProperties properties,
      ObjectProvider<EventMapping> declared,
      ObjectProvider<MappingBean> beans,
      ResourceLoader resources,
      Environment environment) {
    MongoSettings mongo = new MongoSettings(environment);
    MappingSources sources =
        new MappingSources(
            properties,
            declared.orderedStream().toList(),
            beans.orderedStream().toList(),
            resources);
    CaptureConfig config =
        properties.captureConfig(mongo.capturedDatabase(), sources.all(), sources.beans());
    EffectiveConfiguration.print(config, properties, mongo);
    return config;
  }

  @Bean(destroyMethod = "")
  RelayLifecycle banyanRelay(MongoClient client, EventSink sink, CaptureConfig config) {
    return new RelayLifecycle(new Relay(client, sink, config));
  }
}
