package dev.banyan.localcloud.lambda.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function and what invokes it.
 *
 * @param logicalId its key in the template
 * @param name {@code FunctionName}, or the logical id
 * @param code a jar, or a folder with classes and a {@code lib} folder of jars
 * @param runtime such as {@code java21}
 * @param environment may hold secrets: never logged
 * @param reservedConcurrency or null if the template does not bound it
 */
public record FunctionDefinition(
    String logicalId,
    String name,
    String handler,
    Path code,
    String runtime,
    int memoryMegabytes,
    Duration timeout,
    Map<String, String> environment,
    @Nullable Integer reservedConcurrency,
    List<HttpRoute> routes,
    List<StreamMapping> streams,
    List<QueueMapping> queues) {

  public FunctionDefinition {
    if (memoryMegabytes < 128 || memoryMegabytes > 10_240) {
      throw new IllegalArgumentException(
          logicalId + ": MemorySize must be 128 to 10240, not " + memoryMegabytes);
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.toSeconds() > 900) {
      throw new IllegalArgumentException(
          logicalId + ": Timeout must be 1 to 900 seconds, not " + timeout.toSeconds());
    }
    environment = Map.copyOf(environment);
    routes = List.copyOf(routes);
    streams = List.copyOf(streams);
    queues = List.copyOf(queues);
  }

  /** Without the environment, which may hold secrets. */
  @Override
  public String toString() {
    return "FunctionDefinition[" + name + ", " + handler + ", " + code + "]";
  }
}
