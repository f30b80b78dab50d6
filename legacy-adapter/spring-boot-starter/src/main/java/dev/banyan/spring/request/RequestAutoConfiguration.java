package dev.banyan.spring.request;

import com.mongodb.MongoClientSettings;
import io.micrometer.context.ContextRegistry;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

/** Correlation and positions, with and without a relay in this application. */
@AutoConfiguration
@ConditionalOnClass(MongoClientSettings.class)
class RequestAutoConfiguration {

  /** Where the request's own thread calls MongoDB. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = Type.SERVLET)
  @ConditionalOnClass(Filter.class)
  static class Servlet {

    @Bean
    static BeanPostProcessor banyanMongoCommandListener() {
      return new ListeningSettings();
    }

    @Bean
    BanyanFilter banyanFilter() {
      return new BanyanFilter();
    }
  }

  /** Where the reactor context goes along. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = Type.REACTIVE)
  @ConditionalOnClass(WebFilter.class)
  static class Reactive {

    @Bean
    static BeanPostProcessor banyanMongoCommandListener() {
      return new ListeningSettings();
    }

    @Bean
    BanyanWebFilter banyanWebFilter() {
      return new BanyanWebFilter();
    }
  }

  /** The MDC, where Reactor restores thread locals. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = Type.REACTIVE)
  @ConditionalOnClass(ContextRegistry.class)
  static class Mdc {

    @Bean
    SmartInitializingSingleton banyanContextAccessors() {
      return () -> ContextAccessors.register(ContextRegistry.getInstance());
    }
  }
}
