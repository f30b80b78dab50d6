package dev.banyan.proxy;

import dev.banyan.proxy.routefile.NearestName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Finds what was given of our settings, by whatever name and wherever, and refuses keys that mean
 * nothing: under {@code banyan.proxy} in every source of configuration, under {@code banyan} in all
 * but those that other programs share (environment and system properties), and on the command line
 * whatever is neither ours nor Spring's.
 */
final class GivenSettings {

  private static final String PREFIX = ProxyProperties.PREFIX + ".";
  private static final String ALL = "banyan.";
  private static final String ENVIRONMENT_PREFIX = "BANYAN_PROXY_";

  private final Set<String> known;
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();

  private GivenSettings(Set<String> known) {
    this.known = known;
    for (String key : known) {
      keys.put(uniform(key), key);
      variables.put(variable(key), key);
    }
  }

  /**
   * What was given, by key; the source that comes first counts.
   *
   * @param known all keys, {@code banyan.proxy.…} in lower case with dashes
   * @throws StartUpException naming a key that is not known, and the nearest that is
   */
  static Map<String, String> of(ConfigurableEnvironment environment, Set<String> known) {
    GivenSettings settings = new GivenSettings(known);
    Map<String, String> given = new LinkedHashMap<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> enumerable) {
        for (String name : enumerable.getPropertyNames()) {
          String key = settings.key(source.getName(), name);
          if (key != null) {
            String value = String.valueOf(enumerable.getProperty(name));
            given.putIfAbsent(key, environment.resolvePlaceholders(value));
          }
        }
      }
    }
    return given;
  }

  /** Null if it is none of ours. */
  private @Nullable String key(String source, String name) {
    if (!isOurs(source, name)) {
      return null;
    }
    boolean environment =
        source.equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    String key = environment ? variables.get(name) : keys.get(uniform(name));
    if (key == null) {
      String nearest = NearestName.of(meant(name, environment), known).orElseThrow();
      throw new StartUpException(
          "'%s' is not known: did you mean '%s'?"
              .formatted(name, environment ? variable(nearest) : nearest));
    }
    return key;
  }

  private static boolean isOurs(String source, String name) {
    return switch (source) {
      case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME ->
          name.startsWith(ENVIRONMENT_PREFIX);
      case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME -> name.startsWith(PREFIX);
      case CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME -> !Settings.isSprings(name);
      default -> name.startsWith(ALL);
    };
  }

  /** The environment variable that Spring binds to a key: dots as underscores, no dashes. */
  private static String variable(String key) {
    return key.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** What may have been meant: a key, of which the beginning may have been left out. */
  private String meant(String name, boolean environment) {
    if (environment) {
      return name.toLowerCase(Locale.ROOT).replace('_', '.');
    }
    String last = PREFIX + name.substring(name.lastIndexOf('.') + 1);
    return name.startsWith(ALL) ? name : known.contains(last) ? last : PREFIX + name;
  }

  private static String uniform(String key) {
    return key.replace("-", "").toLowerCase(Locale.ROOT);
  }
}
