package dev.banyan.spring;

import com.mongodb.client.MongoClient;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.Relay;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.publisher.EventSink;
import dev.banyan.publisher.OrderedPublisher;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
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
  OrderedPublisher banyanPublisher(KinesisClient kinesis, CaptureProperties properties) {
    return new OrderedPublisher(kinesis, properties.publisherConfig());
  }

  @Bean
  @ConditionalOnMissingBean
  CaptureConfig banyanCaptureConfig(
      CaptureProperties properties, ObjectProvider<EventMapping> beans, Environment environment) {
    MongoSettings mongo = new MongoSettings(environment);
    CaptureConfig config =
        properties.captureConfig(
            Objects.requireNonNullElseGet(properties.database(), mongo::database),
            new MappingSources(properties, beans.orderedStream().toList()).all());
    EffectiveConfiguration.print(config, properties, mongo);
    return config;
  }

  @Bean(destroyMethod = "")
  RelayLifecycle banyanRelay(MongoClient client, EventSink sink, CaptureConfig config) {
    return new RelayLifecycle(new Relay(client, sink, config));
  }
}
