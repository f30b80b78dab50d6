package dev.banyan.operations;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the function takes from its environment.
 *
 * @param capabilities by function name, from {@code CAPABILITIES}: {@code function=capability,…}
 */
record OperationsSettings(Map<String, String> capabilities) {

  OperationsSettings {
    capabilities = Map.copyOf(capabilities);
  }

  static OperationsSettings of(Map<String, String> environment) {
    Map<String, String> capabilities = new LinkedHashMap<>();
    for (String entry : environment.getOrDefault("CAPABILITIES", "").split(",", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        capabilities.put(entry.substring(0, equals).trim(), entry.substring(equals + 1).trim());
      } else if (!entry.isBlank()) {
        throw new IllegalArgumentException(
            "CAPABILITIES must be function=capability, separated by commas; was '" + entry + "'");
      }
    }
    return new OperationsSettings(capabilities);
  }
}
