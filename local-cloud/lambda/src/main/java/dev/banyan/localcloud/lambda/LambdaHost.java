package dev.banyan.localcloud.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.localcloud.lambda.http.HttpApi;
import dev.banyan.localcloud.lambda.mapping.Mapping;
import dev.banyan.localcloud.lambda.mapping.Mappings;
import dev.banyan.localcloud.lambda.model.Application;
import dev.banyan.localcloud.lambda.model.Arns;
import dev.banyan.localcloud.lambda.model.FunctionDefinition;
import dev.banyan.localcloud.lambda.model.HttpRoute;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import dev.banyan.localcloud.lambda.resources.AwsClients;
import dev.banyan.localcloud.lambda.resources.ResourceCreation;
import dev.banyan.localcloud.lambda.runtime.FunctionPool;
import dev.banyan.localcloud.lambda.runtime.NativeClientLibrary;
import dev.banyan.localcloud.lambda.runtime.PoolStatus;
import dev.banyan.localcloud.lambda.runtime.RuntimeApi;
import dev.banyan.localcloud.lambda.runtime.RuntimeConfig;
import dev.banyan.localcloud.lambda.template.TemplateOptions;
import dev.banyan.localcloud.lambda.template.TemplateReader;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a SAM template on this machine. Thread-safe.
 *
 * <ol>
 *   <li>The template is read; tables, streams and queues that are not there are created.
 *   <li>The Runtime API and the HTTP API listen.
 *   <li>Environments that are to be warm are started; event source mappings fix their positions and
 *       read.
 * </ol>
 *
 * <p>Closing goes the other way and ends all child JVMs.
 */
public final class LambdaHost implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LambdaHost.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACCOUNT = "000000000000";
  private static final String STACK = "banyan";
  private static final Duration TICK = Duration.ofMillis(25);

  private record Running(FunctionPool pool, List<Mapping> mappings) {}

  private final LambdaHostConfig config;
  private final Application application;
  private final Closing closing = new Closing();
  private volatile List<Running> functions = List.of();
  private final RuntimeApi runtimeApi;
  private final HttpApi httpApi;

  private LambdaHost(LambdaHostConfig config) {
    this.config = config;
    this.application = TemplateReader.read(templateOptions(config));
    try {
      Vertx vertx = closing.add(vertx(), v -> v.close().await(10, TimeUnit.SECONDS));
      AwsClients clients = closing.add(new AwsClients(config.endpoints()), AwsClients::close);
      new ResourceCreation(clients).create(application);
      this.runtimeApi =
          closing.add(
              RuntimeApi.start(vertx, config.host(), config.runtimePort(), this::statusJson),
              RuntimeApi::close);
      createFunctions(new Mappings(clients, arns(config), config.pollInterval()));
      this.httpApi =
          closing.add(
              HttpApi.start(vertx, config.host(), config.httpPort(), routes()), HttpApi::close);
      startFunctions();
    } catch (RuntimeException e) {
      closing.close();
      throw e;
    }
    report();
  }

  /**
   * Returns when everything listens and positions are fixed.
   *
   * @throws LambdaHostException if the template cannot be run, a resource cannot be created, or a
   *     port is in use
   */
  public static LambdaHost start(LambdaHostConfig config) {
    return new LambdaHost(config);
  }

  private static TemplateOptions templateOptions(LambdaHostConfig config) {
    return new TemplateOptions(config.template(), config.parameters(), STACK, arns(config));
  }

  private static Arns arns(LambdaHostConfig config) {
    URI sqs = config.endpoints().sqs();
    String queues = sqs == null ? "http://localhost" : sqs.toString().replaceFirst("/$", "");
    return new Arns(config.endpoints().region(), ACCOUNT, queues);
  }

  /** Little is done on its threads: they only move bytes. */
  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(2)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1));
  }

  private void createFunctions(Mappings mappings) {
    RuntimeConfig runtime = runtimeConfig();
    ScheduledExecutorService background =
        closing.add(background(), ScheduledExecutorService::shutdown);
    List<Running> running = new ArrayList<>();
    for (FunctionDefinition each : application.functions()) {
      FunctionPool pool = pool(each, runtime, background);
      running.add(new Running(pool, mappings.of(pool)));
    }
    functions = List.copyOf(running);
    background.scheduleAtFixedRate(
        this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void startFunctions() {
    for (Running each : functions) {
      each.pool().warmUp();
      each.mappings().forEach(mapping -> closing.add(mapping, Mapping::close).start());
    }
  }

  private FunctionPool pool(
      FunctionDefinition function, RuntimeConfig runtime, ScheduledExecutorService background) {
    boolean warm = config.warm().contains("*") || config.warm().contains(function.logicalId());
    FunctionPool pool =
        closing.add(
            new FunctionPool(function, runtime, runtimeApi.address(), background, warm),
            FunctionPool::close);
    runtimeApi.register(pool);
    return pool;
  }

  private RuntimeConfig runtimeConfig() {
    try {
      Files.createDirectories(config.logFolder());
    } catch (IOException e) {
      throw new LambdaHostException("cannot create the log folder " + config.logFolder(), e);
    }
    Map<String, String> environment = new LinkedHashMap<>(config.endpoints().environment());
    environment.putAll(config.environment());
    return new RuntimeConfig(
        config.runtimeClassPath(),
        NativeClientLibrary.unpack(config.runtimeClassPath(), config.logFolder()),
        config.logFolder().toAbsolutePath(),
        arns(config),
        environment,
        config.maxEnvironments(),
        config.scaleUpAfter(),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        1_000);
  }

  private static ScheduledExecutorService background() {
    return new ScheduledThreadPoolExecutor(
        3,
        task -> {
          Thread thread = new Thread(task, "lambda-host");
          thread.setDaemon(true);
          return thread;
        });
  }

  private void tick() {
    try {
      functions.forEach(each -> each.pool().tick());
    } catch (RuntimeException e) {
      LOG.error("the Lambda host's clock failed, it goes on", e);
    }
  }

  private Map<FunctionPool, List<HttpRoute>> routes() {
    Map<FunctionPool, List<HttpRoute>> routes = new LinkedHashMap<>();
    functions.forEach(each -> routes.put(each.pool(), each.pool().function().routes()));
    return routes;
  }

  private void report() {
    LOG.info(
        "Lambda host runs {} functions of {}: HTTP API {}, Runtime API {}",
        functions.size(),
        config.template(),
        httpUri(),
        runtimeApi.address());
    if (!application.ignored().isEmpty()) {
      LOG.info("not run here: {}", String.join(", ", application.ignored()));
    }
  }

  /** Where the HTTP API listens. */
  public URI httpUri() {
    return httpApi.uri();
  }

  /** Where the host's status is served as JSON. */
  public URI statusUri() {
    return URI.create("http://" + runtimeApi.address() + "/_host/status");
  }

  public HostStatus status() {
    return new HostStatus(
        functions.stream().map(LambdaHost::status).toList(), application.ignored());
  }

  private static FunctionStatus status(Running running) {
    PoolStatus own = running.pool().status();
    return new FunctionStatus(
        running.pool().function().name(),
        own.environments(),
        own.waiting(),
        own.invocations(),
        own.errors(),
        own.restarts(),
        running.mappings().stream().map(Mapping::status).toList());
  }

  private byte[] statusJson() {
    try {
      return JSON.writeValueAsBytes(status());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record can always be written", e);
    }
  }

  @Override
  public void close() {
    closing.close();
  }
}
