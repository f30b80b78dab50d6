package dev.banyan.proxy;

import dev.banyan.proxy.routefile.NearestName;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Finds keys that mean nothing: under {@code banyan.proxy} in every source of configuration, under
 * {@code banyan} in all but those that other programs share (environment and system properties),
 * and on the command line whatever is neither ours nor Spring's.
 */
final class UnknownKeys {

  private static final String PREFIX = "banyan.proxy.";
  private static final String ALL = "banyan.";
  private static final Pattern SPRINGS = Pattern.compile("(spring|logging)\\..+|debug|trace");
  private static final String ENVIRONMENT_PREFIX = "BANYAN_PROXY_";

  private UnknownKeys() {}

  /**
   * Checks all sources.
   *
   * @throws StartUpException naming the key, its source and the nearest known key
   */
  static void refuse(ConfigurableEnvironment environment) {
    Set<String> known = known(ProxyProperties.class, PREFIX);
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> enumerable) {
        for (String name : enumerable.getPropertyNames()) {
          check(source.getName(), name, known);
        }
      }
    }
  }

  private static void check(String source, String name, Set<String> known) {
    boolean environment =
        source.equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    if (!isOurs(source, name)) {
      return;
    }
    boolean found =
        known.stream()
            .anyMatch(
                key ->
                    environment ? name.equals(variable(key)) : uniform(name).equals(uniform(key)));
    if (!found) {
      String nearest = NearestName.of(key(name, environment, known), known).orElseThrow();
      throw new StartUpException(
          "'%s' is not known: did you mean '%s'?"
              .formatted(name, environment ? variable(nearest) : nearest));
    }
  }

  private static boolean isOurs(String source, String name) {
    return switch (source) {
      case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME ->
          name.startsWith(ENVIRONMENT_PREFIX);
      case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME -> name.startsWith(PREFIX);
      case CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME ->
          !SPRINGS.matcher(name).matches();
      default -> name.startsWith(ALL);
    };
  }

  /** The environment variable that Spring binds to a key: dots as underscores, no dashes. */
  private static String variable(String key) {
    return key.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** What may have been meant: a key, of which the beginning may have been left out. */
  private static String key(String name, boolean environment, Set<String> known) {
    if (environment) {
      return name.toLowerCase(Locale.ROOT).replace('_', '.');
    }
    String last = PREFIX + name.substring(name.lastIndexOf('.') + 1);
    return name.startsWith(ALL) ? name : known.contains(last) ? last : PREFIX + name;
  }

  private static String uniform(String key) {
    return key.replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static Set<String> known(Class<?> type, String prefix) {
    Set<String> known = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = prefix + dashed(component.getName());
      if (component.getType().isRecord()) {
        known.addAll(known(component.getType(), key + "."));
      } else {
        known.add(key);
      }
    }
    return known;
  }

  private static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
