package dev.banyan.spring.health;

import dev.banyan.spring.RelayLifecycle;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health indicator, in the package where the application's line of Boot looks for it. */
@AutoConfiguration(afterName = "dev.banyan.spring.CaptureAutoConfiguration")
@ConditionalOnBean(RelayLifecycle.class)
class CaptureHealthAutoConfiguration {

  /** Spring Boot 4: module spring-boot-health. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class OnBoot4 {

    @Bean
    Boot4CaptureHealth banyanCaptureHealthIndicator(RelayLifecycle relay) {
      return new Boot4CaptureHealth(relay);
    }
  }

  /** Spring Boot 3: module spring-boot-actuator. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  static class OnBoot3 {

    @Bean
    Boot3CaptureHealth banyanCaptureHealthIndicator(RelayLifecycle relay) {
      return new Boot3CaptureHealth(relay);
    }
  }
}
