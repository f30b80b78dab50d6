package dev.banyan.spring.request;

import com.mongodb.MongoClientSettings;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ClassUtils;

/**
 * Adds the listener to the settings bean that Spring Boot makes its clients from; its customizers
 * live in other packages in each line of Boot.
 */
final class ListeningSettings implements BeanPostProcessor {

  private static final boolean REACTIVE =
      present("com.mongodb.reactivestreams.client.ReactiveContextProvider")
          && present("com.mongodb.client.SynchronousContextProvider")
          && present("reactor.core.CoreSubscriber");

  private static boolean present(String type) {
    return ClassUtils.isPresent(type, ListeningSettings.class.getClassLoader());
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof MongoClientSettings settings ? listening(settings) : bean;
  }

  private static MongoClientSettings listening(MongoClientSettings settings) {
    MongoClientSettings.Builder builder =
        MongoClientSettings.builder(settings).addCommandListener(new WriteListener());
    if (REACTIVE) {
      builder.contextProvider(new ReactiveRequestContexts(settings.getContextProvider()));
    }
    return builder.build();
  }
}
