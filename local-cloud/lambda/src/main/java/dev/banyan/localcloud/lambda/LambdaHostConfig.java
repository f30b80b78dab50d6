package dev.banyan.localcloud.lambda;

import dev.banyan.localcloud.lambda.resources.Endpoints;
import dev.banyan.localcloud.lambda.runtime.RuntimeClassPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a {@link LambdaHost} runs, and how. {@link #of} gives the defaults.
 *
 * @param template a SAM template
 * @param parameters override the template's defaults; may hold secrets
 * @param endpoints of the services that the template uses
 * @param runtimeClassPath jars of the Lambda runtime interface client
 * @param logFolder gets one log per function
 * @param host interface to listen on
 * @param httpPort of the HTTP API; 0 for any
 * @param runtimePort of the Runtime API and {@code /_host/status}; 0 for any
 * @param warm logical ids of functions that are started with the host; {@code *} for all
 * @param maxEnvironments most JVMs per function, below what the template reserves
 * @param scaleUpAfter how long an invocation waits before another JVM is started for it
 * @param pollInterval between reads of a shard that had nothing new
 * @param environment variables for all functions, below the template's own
 */
public record LambdaHostConfig(
    Path template,
    Map<String, String> parameters,
    Endpoints endpoints,
    List<Path> runtimeClassPath,
    Path logFolder,
    String host,
    int httpPort,
    int runtimePort,
    Set<String> warm,
    int maxEnvironments,
    Duration scaleUpAfter,
    Duration pollInterval,
    Map<String, String> environment) {

  public LambdaHostConfig {
    parameters = Map.copyOf(parameters);
    runtimeClassPath = List.copyOf(runtimeClassPath);
    warm = Set.copyOf(warm);
    environment = Map.copyOf(environment);
    if (pollInterval.isNegative() || pollInterval.isZero()) {
      throw new IllegalArgumentException("pollInterval must be positive: " + pollInterval);
    }
  }

  /** Any free ports, two JVMs per function at most, the runtime's jars from this class path. */
  public static LambdaHostConfig of(Path template, Endpoints endpoints, Path logFolder) {
    return new LambdaHostConfig(
        template,
        Map.of(),
        endpoints,
        RuntimeClassPath.ofThisJvm(),
        logFolder,
        "127.0.0.1",
        0,
        0,
        Set.of(),
        2,
        Duration.ofMillis(100),
        Duration.ofMillis(100),
        Map.of());
  }

  public LambdaHostConfig withParameters(Map<String, String> values) {
    return with(draft -> draft.parameters = values);
  }

  /** Jars instead of those on this JVM's class path. */
  public LambdaHostConfig withRuntimeClassPath(List<Path> jars) {
    return with(draft -> draft.runtimeClassPath = jars);
  }

  public LambdaHostConfig withPorts(int http, int runtime) {
    return with(
        draft -> {
          draft.httpPort = http;
          draft.runtimePort = runtime;
        });
  }

  public LambdaHostConfig withWarm(Set<String> functions) {
    return with(draft -> draft.warm = functions);
  }

  public LambdaHostConfig withMaxEnvironments(int value) {
    return with(draft -> draft.maxEnvironments = value);
  }

  public LambdaHostConfig withPollInterval(Duration value) {
    return with(draft -> draft.pollInterval = value);
  }

  public LambdaHostConfig withEnvironment(Map<String, String> values) {
    return with(draft -> draft.environment = values);
  }

  /** Without parameters and environment, which may hold secrets. */
  @Override
  public String toString() {
    return "LambdaHostConfig[" + template + ", " + endpoints + ", warm " + warm + "]";
  }

  private LambdaHostConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finished();
  }

  /** A copy in the making, so that a {@code with…} method names only what it changes. */
  private static final class Draft {
    private Path template;
    private Map<String, String> parameters;
    private Endpoints endpoints;
    private List<Path> runtimeClassPath;
    private Path logFolder;
    private String host;
    private int httpPort;
    private int runtimePort;
    private Set<String> warm;
    private int maxEnvironments;
    private Duration scaleUpAfter;
    private Duration pollInterval;
    private Map<String, String> environment;

    Draft(LambdaHostConfig from) {
      template = from.template;
      parameters = from.parameters;
      endpoints = from.endpoints;
      runtimeClassPath = from.runtimeClassPath;
      logFolder = from.logFolder;
      host = from.host;
      httpPort = from.httpPort;
      runtimePort = from.runtimePort;
      warm = from.warm;
      maxEnvironments = from.maxEnvironments;
      scaleUpAfter = from.scaleUpAfter;
      pollInterval = from.pollInterval;
      environment = from.environment;
    }

    LambdaHostConfig finished() {
      return new LambdaHostConfig(
          template,
          parameters,
          endpoints,
          runtimeClassPath,
          logFolder,
          host,
          httpPort,
          runtimePort,
          warm,
          maxEnvironments,
          scaleUpAfter,
          pollInterval,
          environment);
    }
  }
}
