package dev.banyan.spring;

import com.mongodb.MongoClientSettings;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** What holds with and without a relay in this application. */
@AutoConfiguration
class BanyanAutoConfiguration {

  @Bean
  static BeanFactoryPostProcessor banyanUnknownKeyCheck(ConfigurableEnvironment environment) {
    return beans -> new UnknownKeyCheck().run(environment);
  }

  /** Correlation ids, and positions of writes. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  @ConditionalOnClass({Filter.class, MongoClientSettings.class})
  static class Requests {

    @Bean
    static BeanPostProcessor banyanMongoCommandListener() {
      return new ListeningSettings();
    }

    @Bean
    BanyanFilter banyanFilter() {
      return new BanyanFilter();
    }
  }

  /**
   * Adds the listener to the settings bean that Spring Boot makes its client from; its customizers
   * live in other packages in each line of Boot.
   */
  private static final class ListeningSettings implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
      return bean instanceof MongoClientSettings settings
          ? MongoClientSettings.builder(settings).addCommandListener(new RequestPosition()).build()
          : bean;
    }
  }
}
