package dev.banyan.localcloud.lambda;

import java.util.List;

/**
 * The host at one moment; served as JSON at {@code /_host/status} of the Runtime API's port.
 *
 * @param ignored resources of the template that do not run here
 */
public record HostStatus(List<FunctionStatus> functions, List<String> ignored) {

  public HostStatus {
    functions = List.copyOf(functions);
    ignored = List.copyOf(ignored);
  }

  /** The function with this name. */
  public FunctionStatus function(String name) {
    return functions.stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no function " + name));
  }
}
