package dev.banyan.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health indicator, where Boot 4's health module is; Boot 3 has it in another package. */
@AutoConfiguration(after = CaptureAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
@ConditionalOnBean(RelayLifecycle.class)
class CaptureHealthAutoConfiguration {

  @Bean
  HealthIndicator banyanCaptureHealthIndicator(RelayLifecycle relay) {
    return new CaptureHealth(relay);
  }
}
