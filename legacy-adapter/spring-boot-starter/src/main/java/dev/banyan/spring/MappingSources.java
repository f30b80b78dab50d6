package dev.banyan.spring;

import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.spring.keys.BanyanPropertiesException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where mappings come from: the properties, beans of type {@link EventMapping}, or both.
 *
 * @param properties with declared mappings
 * @param beans made by the application
 */
record MappingSources(CaptureProperties properties, List<EventMapping> beans) {

  MappingSources {
    beans = List.copyOf(beans);
  }

  /**
   * All mappings.
   *
   * @throws BanyanPropertiesException if there is none
   */
  List<EventMapping> all() {
    List<EventMapping> all =
        Stream.concat(properties.declaredMappings().stream(), beans.stream()).toList();
    if (all.isEmpty()) {
      throw new BanyanPropertiesException(
          """
          Banyan has nothing to capture. Say which collections become which events, for instance
            banyan.capture.mappings.orders.event: order
            banyan.capture.mappings.orders.capability: orders
            banyan.capture.mappings.orders.fields: [id=_id, status]
          or make a bean of type dev.banyan.capture.mapping.EventMapping, or switch capture off in \
          this application: banyan.capture.enabled: false""");
    }
    return all;
  }
}
