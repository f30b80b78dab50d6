package dev.banyan.spring.outbox;

import dev.banyan.capture.outbox.Outbox;
import dev.banyan.spring.MongoSettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.ReactiveMongoDatabaseFactory;

/** The outbox, also where another process runs the relay. */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration",
      "org.springframework.boot.data.mongodb.autoconfigure.DataMongoReactiveAutoConfiguration",
      "org.springframework.boot.autoconfigure.data.mongo.MongoDataAutoConfiguration",
      "org.springframework.boot.autoconfigure.data.mongo.MongoReactiveDataAutoConfiguration"
    })
class OutboxAutoConfiguration {

  /** For {@code MongoTransactionManager}. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MongoDatabaseFactory.class)
  @ConditionalOnBean(MongoDatabaseFactory.class)
  static class Blocking {

    @Bean
    @ConditionalOnMissingBean(Outbox.class)
    SpringOutbox banyanOutbox(MongoDatabaseFactory factory, Environment environment) {
      return new SpringOutbox(factory, new MongoSettings(environment).capturedDatabase());
    }
  }

  /** For {@code ReactiveMongoTransactionManager}. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({
    ReactiveMongoDatabaseFactory.class,
    com.mongodb.reactivestreams.client.MongoDatabase.class
  })
  @ConditionalOnBean(ReactiveMongoDatabaseFactory.class)
  static class Reactive {

    @Bean
    @ConditionalOnMissingBean
    ReactiveSpringOutbox banyanReactiveOutbox(
        ReactiveMongoDatabaseFactory factory, Environment environment) {
      return new ReactiveSpringOutbox(factory, new MongoSettings(environment).capturedDatabase());
    }
  }
}
