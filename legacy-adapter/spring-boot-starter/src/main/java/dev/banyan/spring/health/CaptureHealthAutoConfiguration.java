package dev.banyan.spring.health;

import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.PublisherMeters;
import dev.banyan.spring.RelayLifecycle;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The health indicator, in the package where the application's line of Boot looks for it. */
@AutoConfiguration(afterName = "dev.banyan.spring.CaptureAutoConfiguration")
@ConditionalOnBean(RelayLifecycle.class)
class CaptureHealthAutoConfiguration {

  /** The publisher's figures, where the application has Micrometer. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  @ConditionalOnBean(OrderedPublisher.class)
  static class Meters {

    @Bean
    MeterBinder banyanPublisherMeters(OrderedPublisher publisher, Environment environment) {
      return new PublisherMeters(
          publisher, environment.getProperty("banyan.capture.stream", "banyan-events"));
    }
  }

  /** Spring Boot 4: module spring-boot-health. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class OnBoot4 {

    @Bean
    Boot4CaptureHealth banyanCaptureHealthIndicator(
        RelayLifecycle relay, ObjectProvider<OrderedPublisher> publisher) {
      return new Boot4CaptureHealth(relay, publisher.getIfUnique());
    }
  }

  /** Spring Boot 3: module spring-boot-actuator. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  static class OnBoot3 {

    @Bean
    Boot3CaptureHealth banyanCaptureHealthIndicator(
        RelayLifecycle relay, ObjectProvider<OrderedPublisher> publisher) {
      return new Boot3CaptureHealth(relay, publisher.getIfUnique());
    }
  }
}
