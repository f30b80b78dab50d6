package dev.banyan.spring.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Stops the start for a key under {@code banyan.} that nobody reads: a misspelt setting must not
 * silently be a default. Environment variables are compared in their own form ({@code
 * BANYAN_CAPTURE_STREAM}).
 */
public final class UnknownKeyCheck {

  private static final String ROOT = "banyan";

  private final KnownKeys known;
  private final VariableNames variables;

  /**
   * A check against the keys of a record.
   *
   * @param prefix such as {@code banyan.capture}
   */
  public UnknownKeyCheck(String prefix, Class<? extends Record> type) {
    this.known = new KnownKeys(prefix, type);
    this.variables = new VariableNames(known.all());
  }

  /**
   * Looks at every source that can list its keys.
   *
   * @throws BanyanPropertiesException for an unknown key, with the nearest known one
   */
  public void run(ConfigurableEnvironment environment) {
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> enumerable) {
        check(enumerable);
      }
    }
  }

  private void check(EnumerablePropertySource<?> source) {
    boolean environment =
        source.getName().endsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    for (String name : source.getPropertyNames()) {
      Optional<String> meant = environment ? variables.meantBy(name) : meantBy(name);
      if (meant.isPresent()) {
        throw new BanyanPropertiesException(
            "Unknown configuration key '%s' in %s. Did you mean '%s'?"
                .formatted(name, source.getName(), meant.get()));
      }
    }
  }

  /** The known key that an unknown one probably means; empty if there is nothing wrong. */
  private Optional<String> meantBy(String name) {
    if (!name.regionMatches(true, 0, ROOT, 0, ROOT.length())) {
      return Optional.empty();
    }
    List<String> steps = steps(name);
    return !KnownKeys.same(steps.get(0), ROOT) || known.knows(steps)
        ? Optional.empty()
        : Optional.of(known.nearest(steps));
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
