package dev.banyan.localcloud;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The functions to run.
 *
 * @param template a SAM template
 * @param runtime jars of the Lambda runtime interface client; empty for those of this JVM
 * @param parameters override the template's; may hold secrets
 * @param logFolder gets one log per function
 * @param warm logical ids of functions whose first JVM starts at once; the others wait for work
 */
public record Functions(
    Path template,
    List<Path> runtime,
    Map<String, String> parameters,
    Path logFolder,
    Set<String> warm) {

  public Functions {
    runtime = List.copyOf(runtime);
    parameters = Map.copyOf(parameters);
    warm = Set.copyOf(warm);
  }

  /** Without the values of parameters. */
  @Override
  public String toString() {
    return "Functions[" + template + ", parameters " + parameters.keySet() + "]";
  }
}
