package dev.banyan.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Stops the start for a key under {@code banyan.} that nobody reads: a misspelt setting must not
 * silently be a default. Environment variables are not looked at, their names are not exact.
 */
final class UnknownKeyCheck {

  private static final String PREFIX = "banyan.";

  private final KnownKeys known = new KnownKeys("banyan.capture", CaptureProperties.class);

  void run(ConfigurableEnvironment environment) {
    for (PropertySource<?> source : environment.getPropertySources()) {
      boolean variables =
          StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME.equals(source.getName());
      if (!variables && source instanceof EnumerablePropertySource<?> enumerable) {
        check(enumerable);
      }
    }
  }

  private void check(EnumerablePropertySource<?> source) {
    for (String name : source.getPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        check(name, source.getName());
      }
    }
  }

  private void check(String name, String source) {
    List<String> steps = steps(name);
    if (!known.knows(steps)) {
      throw new BanyanPropertiesException(
          "Unknown configuration key '%s' in %s. Did you mean '%s'?"
              .formatted(name, source, known.nearest(steps)));
    }
  }

  private static List<String> steps(String name) {
    ConfigurationPropertyName parsed = ConfigurationPropertyName.adapt(name, '.');
    List<String> steps = new ArrayList<>();
    IntStream.range(0, parsed.getNumberOfElements())
        .filter(i -> !parsed.isNumericIndex(i))
        .forEach(i -> steps.add(parsed.getElement(i, Form.ORIGINAL)));
    return steps;
  }
}
