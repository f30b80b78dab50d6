package dev.banyan.proxy.routefile;

import dev.banyan.proxy.route.CapabilityRules;
import dev.banyan.proxy.route.Identity;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Reads one entry of {@code capabilities}. */
final class CapabilityReader {

  private static final Set<String> KEYS = Set.of("identity", "include", "exclude");
  private static final Set<String> IDENTITY = Set.of("from", "name");

  private CapabilityReader() {}

  static CapabilityRules read(String name, YamlMap capabilities) {
    YamlMap entry = capabilities.map(name, KEYS).orElseThrow();
    return new CapabilityRules(
        entry
            .map("identity", IDENTITY)
            .map(CapabilityReader::identity)
            .orElse(Identity.JWT_SUBJECT),
        new HashSet<>(entry.texts("include")),
        new HashSet<>(entry.texts("exclude")));
  }

  private static Identity identity(YamlMap map) {
    String from = YamlValues.oneOf(map, "from", Set.of("jwt", "header", "cookie"));
    if (from.equals("jwt")) {
      if (map.has("name")) {
        throw map.mistake("name", "'name' is for header and cookie", "remove it: sub is read");
      }
      return Identity.JWT_SUBJECT;
    }
    return new Identity(Identity.Kind.valueOf(from.toUpperCase(Locale.ROOT)), map.required("name"));
  }
}
