package dev.banyan.spring;

import com.mongodb.client.MongoClient;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.Relay;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.publisher.EventSink;
import dev.banyan.publisher.OrderedPublisher;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
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

  private static final Logger LOG = LoggerFactory.getLogger(CaptureAutoConfiguration.class);

  /** Region, credentials and endpoint ({@code AWS_ENDPOINT_URL_KINESIS}) by the SDK's own chain. */
  @Bean
  @ConditionalOnMissingBean
  KinesisClient banyanKinesisClient() {
    return KinesisClient.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(
            options -> options.retryStrategy(AwsRetryStrategy.doNotRetry())) // the publisher does
        .build();
  }

  @Bean
  @ConditionalOnMissingBean(EventSink.class)
  OrderedPublisher banyanPublisher(KinesisClient kinesis, CaptureProperties properties) {
    return new OrderedPublisher(kinesis, properties.publisherConfig());
  }

  @Bean
  @ConditionalOnMissingBean
  CaptureConfig banyanCaptureConfig(CaptureProperties properties, Environment environment) {
    MongoSettings mongo = new MongoSettings(environment);
    CaptureConfig config =
        properties.captureConfig(
            Objects.requireNonNullElseGet(properties.database(), mongo::database));
    print(config, properties, mongo);
    return config;
  }

  private static void print(
      CaptureConfig config, CaptureProperties properties, MongoSettings mongo) {
    LOG.info(
        "banyan.capture: mongodb={} database={} stream={} pre-images={} heartbeat-interval={}"
            + " checkpoint-interval={} lease-duration={} queue-size={} max-record-size={}",
        mongo.maskedUri(),
        config.database(),
        properties.stream(),
        config.preImages(),
        config.heartbeat(),
        config.checkpoint(),
        config.lease(),
        properties.queueSize(),
        properties.maxRecordSize());
    for (EventMapping mapping : config.mappings()) {
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

  @Bean(destroyMethod = "")
  RelayLifecycle banyanRelay(MongoClient client, EventSink sink, CaptureConfig config) {
    return new RelayLifecycle(new Relay(client, sink, config));
  }
}
