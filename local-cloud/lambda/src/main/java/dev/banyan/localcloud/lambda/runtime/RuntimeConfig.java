package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.lambda.model.Arns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How environments are run.
 *
 * @param classPath jars of the Lambda runtime interface client and what it needs
 * @param nativeLibrary see {@link NativeClientLibrary}
 * @param logFolder holds one log per function
 * @param arns names functions as AWS does
 * @param environment for every function, below the template's own; may hold secrets
 * @param maxEnvironments most JVMs per function
 * @param scaleUpAfter how long an invocation waits before another JVM is started for it
 * @param initTimeout longest start of a JVM
 * @param idleAfter how long an environment beyond a function's first stays unused
 * @param maxWaiting most invocations that wait per function; more are throttled
 */
public record RuntimeConfig(
    List<Path> classPath,
    Path nativeLibrary,
    Path logFolder,
    Arns arns,
    Map<String, String> environment,
    int maxEnvironments,
    Duration scaleUpAfter,
    Duration initTimeout,
    Duration idleAfter,
    int maxWaiting) {

  public RuntimeConfig {
    classPath = List.copyOf(classPath);
    environment = Map.copyOf(environment);
    if (maxEnvironments < 1) {
      throw new IllegalArgumentException("maxEnvironments must be at least 1: " + maxEnvironments);
    }
    if (maxWaiting < 1) {
      throw new IllegalArgumentException("maxWaiting must be at least 1: " + maxWaiting);
    }
  }

  /** Without the environment, which may hold secrets. */
  @Override
  public String toString() {
    return "RuntimeConfig[logFolder=" + logFolder + ", maxEnvironments=" + maxEnvironments + "]";
  }
}
