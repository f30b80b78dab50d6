package dev.banyan.spring.request;

import io.micrometer.context.ContextRegistry;
import org.slf4j.MDC;

/** Lets Reactor carry a request's thread locals from its context to whichever thread works. */
final class ContextAccessors {

  private ContextAccessors() {}

  static void register(ContextRegistry registry) {
    registerMdc(registry, Correlation.ID_KEY);
    registerMdc(registry, Correlation.TRACE_KEY);
    registry.registerThreadLocalAccessor(
        RequestWrites.class.getName(),
        RequestWrites::current,
        RequestWrites::setCurrent,
        () -> RequestWrites.setCurrent(null));
  }

  private static void registerMdc(ContextRegistry registry, String key) {
    registry.registerThreadLocalAccessor(
        key, () -> MDC.get(key), value -> MDC.put(key, value), () -> MDC.remove(key));
  }
}
