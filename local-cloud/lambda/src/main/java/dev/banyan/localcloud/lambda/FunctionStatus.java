package dev.banyan.localcloud.lambda;

import dev.banyan.localcloud.lambda.mapping.MappingStatus;
import dev.banyan.localcloud.lambda.runtime.EnvironmentStatus;
import java.util.List;

/**
 * A function at one moment.
 *
 * @param waiting invocations without an environment yet
 * @param errors invocations that did not return
 * @param restarts environments that ended unasked
 */
public record FunctionStatus(
    String name,
    List<EnvironmentStatus> environments,
    int waiting,
    long invocations,
    long errors,
    long restarts,
    List<MappingStatus> mappings) {

  public FunctionStatus {
    environments = List.copyOf(environments);
    mappings = List.copyOf(mappings);
  }
}
