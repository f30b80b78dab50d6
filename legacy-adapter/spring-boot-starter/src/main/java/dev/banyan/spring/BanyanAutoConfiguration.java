package dev.banyan.spring;

import dev.banyan.spring.keys.UnknownKeyCheck;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** What holds with and without a relay in this application. */
@AutoConfiguration
class BanyanAutoConfiguration {

  @Bean
  static BeanFactoryPostProcessor banyanUnknownKeyCheck(ConfigurableEnvironment environment) {
    return beans -> new UnknownKeyCheck("banyan.capture", CaptureProperties.class).run(environment);
  }
}
