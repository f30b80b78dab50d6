package dev.banyan.spring;

import dev.banyan.capture.OutboxConfig;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.MappingBean;
import dev.banyan.capture.mapping.MappingFile;
import dev.banyan.spring.keys.BanyanPropertiesException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.ResourceLoader;

/**
 * Where mappings come from: the properties, a file, beans, or several of them.
 *
 * @param properties with declared mappings and the file's place
 * @param declared beans with declared mappings
 * @param beans mappings in Java
 * @param resources finds {@code classpath:} and {@code file:} places
 */
record MappingSources(
    CaptureProperties properties,
    List<EventMapping> declared,
    List<MappingBean> beans,
    ResourceLoader resources) {

  MappingSources {
    declared = List.copyOf(declared);
    beans = List.copyOf(beans);
  }

  /**
   * All declared mappings.
   *
   * @throws BanyanPropertiesException if there is nothing at all to capture
   */
  List<EventMapping> all() {
    List<EventMapping> all = new ArrayList<>(properties.declaredMappings());
    all.addAll(declared);
    if (properties.mappingFile() != null) {
      all.addAll(load(properties.mappingFile()).mappings());
    }
    if (all.isEmpty() && beans.isEmpty() && properties.outbox() == OutboxConfig.Mode.OFF) {
      throw new BanyanPropertiesException(nothing());
    }
    return all;
  }

  private MappingFile load(String place) {
    if (!place.startsWith("classpath:") && !place.startsWith("file:")) {
      return MappingFile.load(Path.of(place));
    }
    try {
      return MappingFile.parse(
          place, resources.getResource(place).getContentAsString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BanyanPropertiesException(
          "banyan.capture.mapping-file: cannot read '" + place + "': " + e.getMessage());
    }
  }

  private static String nothing() {
    return """
        Banyan has nothing to capture. Choose one:
          - say which collections become which events, for instance
              banyan.capture.mappings.orders.event: order
              banyan.capture.mappings.orders.capability: orders
              banyan.capture.mappings.orders.fields: [id=_id, status]
          - name a file with mappings: banyan.capture.mapping-file: classpath:banyan-mapping.yaml
          - make a bean of type dev.banyan.capture.mapping.MappingBean
          - publish events of your own: banyan.capture.outbox: auto
          - switch capture off in this application: banyan.capture.enabled: false""";
  }
}
