package dev.banyan.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.localcloud.process.ChildJvm;
import dev.banyan.localcloud.process.JvmCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a local run. Started in two steps, so that data can be put into the stores
 * before anything watches them:
 *
 * <ol>
 *   <li>{@link #startCloud}: MongoDB, DynamoDB, Kinesis, SQS and the Lambda host, in one JVM.
 *   <li>{@link #startApplications}: the monolith and the proxy, a JVM each.
 * </ol>
 *
 * Every child ends with this process, however it ends. Not thread-safe, but {@link #close} may be
 * called from a shutdown hook at any time.
 */
public final class Stack implements AutoCloseable {

  private static final Duration CLOUD_START = Duration.ofSeconds(90);
  private static final Duration APPLICATION_START = Duration.ofSeconds(120);

  private final StackOptions options;
  private final Installation installation;
  private final StateDirectory state;
  private final Secrets secrets;
  private final Deque<Child> children = new ArrayDeque<>();
  private @Nullable Endpoints endpoints;
  private boolean closed;

  /** More would only take the processor from the stores on the same machine. */
  private static final int MONOLITH_THREADS = 8;

  /** The stores come first on a shared processor, as they would on machines of their own. */
  private static final int APPLICATION_NICENESS = 10;

  /** C1 alone: a run of two minutes is over before C2 has paid for itself. */
  static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private record Child(String name, ChildJvm jvm, Path log) {}

  private Stack(StackOptions options, Installation installation, StateDirectory state) {
    this.options = options;
    this.installation = installation;
    this.state = state;
    this.secrets = Secrets.generate();
  }

  /**
   * Takes the state directory and checks the ports; starts nothing yet.
   *
   * @throws StackException if a run is up already or a port is in use
   */
  public static Stack open(StackOptions options, Installation installation) {
    StateDirectory state = StateDirectory.take(options.stateDir.toAbsolutePath().normalize());
    try {
      options.ports.requireFree(options.mongoUri == null || options.awsEndpoint == null);
      Stack stack = new Stack(options, installation, state);
      stack.secrets.write(state.folder());
      if (options.mongoUri == null || options.awsEndpoint == null) {
        state.forgetJobs();
      }
      return stack;
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
  }

  /**
   * The addresses of the run whose state directory this is.
   *
   * @throws StackException if none is up there
   */
  public static Endpoints endpointsOf(Path stateDir) {
    return StateDirectory.read(stateDir);
  }

  /** The folder for logs, checkpoints and addresses, absolute. */
  public Path stateDir() {
    return state.folder();
  }

  public Secrets secrets() {
    return secrets;
  }

  /** Where the parts listen, once the cloud is up. */
  public Endpoints endpoints() {
    if (endpoints == null) {
      throw new IllegalStateException("the cloud has not been started");
    }
    return endpoints;
  }

  /**
   * Starts the stores and the Lambda host.
   *
   * @param sizing of their JVM
   */
  public Endpoints startCloud(CloudSizing sizing) {
    Path log = state.log("local-cloud");
    JvmCommand command =
        JvmCommand.of("dev.banyan.localcloud.LocalCloud", installation.localCloud())
            .withArgs(cloudArguments())
            .withJvmArgs(
                List.of(
                    "-Xmx"
                        + (options.localCloudHeap == null ? sizing.heap() : options.localCloudHeap),
                    "-XX:+UseSerialGC",
                    sizing.compiler(),
                    "-XX:+ExitOnOutOfMemoryError"))
            .withEnvironment(cloudEnvironment())
            .withLogFile(log)
            .withStdoutPiped();
    ChildJvm jvm = add("local-cloud", ChildJvm.start(command), log);
    JsonNode ready = awaitReadyLine(jvm, log);
    endpoints = endpoints(ready);
    state.publish(endpoints);
    return endpoints;
  }

  private List<String> cloudArguments() {
    Ports ports = options.ports;
    List<String> args =
        new ArrayList<>(
            List.of(
                "--mongo-port=" + ports.mongo,
                "--dynamodb-port=" + ports.dynamoDb,
                "--kinesis-port=" + ports.kinesis,
                "--sqs-port=" + ports.sqs,
                "--http-port=" + ports.http,
                "--runtime-port=" + ports.runtime,
                "--template=" + installation.template(),
                "--lambda-runtime=" + installation.lambdaRuntime(),
                "--log-dir=" + state.logs(),
                "--parameter=ShardCount=1",
                "--parameter=ParallelizationFactor=1",
                "--warm=RelationshipsStreamFunction",
                "--warm=RelationshipsApiFunction",
                "--warm=FeedStreamFunction",
                "--warm=FeedApiFunction",
                "--parameter-env=JwtSecret=BANYAN_JWT_SECRET",
                "--parameter-env=MongoUri=BANYAN_MONGO_URI"));
    if (options.awsEndpoint != null) {
      args.add("--aws-endpoint=" + options.awsEndpoint);
    }
    return args;
  }

  private Map<String, String> cloudEnvironment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("BANYAN_JWT_SECRET", secrets.jwtSecret());
    environment.put(
        "BANYAN_MONGO_URI",
        options.mongoUri == null
            ? "mongodb://127.0.0.1:" + options.ports.mongo + "/social"
            : options.mongoUri);
    if (options.mongoUri != null) {
      environment.put("BANYAN_EXTERNAL_MONGO_URI", options.mongoUri);
    }
    environment.putAll(Credentials.ENVIRONMENT);
    return environment;
  }

  private JsonNode awaitReadyLine(ChildJvm jvm, Path log) {
    CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> readUntilReady(jvm, ready), "local-cloud-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return ready.get(CLOUD_START.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new StackException("the embedded cloud did not start: " + LogTail.of(log), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while the embedded cloud started", e);
    }
  }

  private static void readUntilReady(ChildJvm jvm, CompletableFuture<JsonNode> ready) {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(jvm.stdout(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"ready\"")) {
          ready.complete(json.readTree(line));
        }
      }
      ready.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  private Endpoints endpoints(JsonNode ready) {
    return new Endpoints(
        options.mongoUri == null ? ready.path("mongoUri").asText() : options.mongoUri,
        URI.create(ready.path("dynamodb").asText()),
        URI.create(ready.path("kinesis").asText()),
        URI.create(ready.path("sqs").asText()),
        URI.create(ready.path("httpApi").asText()),
        local(options.ports.monolith),
        local(options.ports.proxy),
        local(options.ports.proxyAdmin));
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Starts the monolith and the proxy, and waits until both answer. */
  public void startApplications() {
    Child monolith = start("monolith", monolith());
    Child proxy = start("proxy", proxy());
    awaitHealthy(monolith, endpoints().monolith().resolve("/actuator/health"));
    awaitHealthy(proxy, endpoints().proxyAdmin().resolve("/health"));
  }

  private JvmCommand monolith() {
    Map<String, String> environment = new HashMap<>(Credentials.environment(endpoints()));
    environment.put("SPRING_MONGODB_URI", endpoints().mongoUri());
    environment.put("SPRING_MONGODB_DATABASE", "social");
    environment.put("SOCIAL_JWT_SECRET", secrets.jwtSecret());
    environment.put("SOCIAL_PASSWORD_STRENGTH", "4");
    return JvmCommand.of("dev.banyan.sample.SocialNetworkApplication", installation.monolith())
        .withArgs(
            List.of(
                "--server.port=" + options.ports.monolith,
                "--server.tomcat.threads.max=" + MONOLITH_THREADS))
        .withJvmArgs(List.of("-Xmx192m", "-XX:+UseSerialGC", "-Xss512k", QUICK_START))
        .withEnvironment(environment);
  }

  private JvmCommand proxy() {
    Map<String, String> environment = new HashMap<>(Credentials.environment(endpoints()));
    environment.put("BANYAN_ADMIN_TOKEN", secrets.adminToken());
    return JvmCommand.of("dev.banyan.proxy.ProxyApplication", installation.proxy())
        .withArgs(
            List.of(
                "--banyan.proxy.host=127.0.0.1",
                "--banyan.proxy.port=" + options.ports.proxy,
                "--banyan.proxy.admin.port=" + options.ports.proxyAdmin,
                "--banyan.proxy.legacy=" + endpoints().monolith(),
                "--banyan.proxy.serverless=" + endpoints().httpApi()))
        .withJvmArgs(List.of("-Xmx128m", "-XX:+UseSerialGC", "-Xss512k", QUICK_START))
        .withEnvironment(environment);
  }

  private Child start(String name, JvmCommand command) {
    Path log = state.log(name);
    add(name, ChildJvm.start(command.withLogFile(log).withNiceness(APPLICATION_NICENESS)), log);
    return children.getLast();
  }

  /** A child that ends because the run is being stopped has not failed. */
  private synchronized void requireOpen() {
    if (closed) {
      throw new StackException("the run is being stopped");
    }
  }

  private synchronized ChildJvm add(String name, ChildJvm jvm, Path log) {
    if (closed) {
      jvm.close();
    }
    requireOpen();
    children.addLast(new Child(name, jvm, log));
    return jvm;
  }

  private void awaitHealthy(Child child, URI health) {
    if (!Health.await(health, child.jvm()::isAlive, APPLICATION_START)) {
      requireOpen();
      throw new StackException(
          "the " + child.name() + " did not start: " + LogTail.of(child.log()));
    }
  }

  /**
   * Says if a process of the run has ended that should not have.
   *
   * @throws StackException naming it, with the end of its log
   */
  public synchronized void requireAlive() {
    for (Child child : children) {
      if (!child.jvm().isAlive() && !closed) {
        throw new StackException(
            "the " + child.name() + " has ended unexpectedly: " + LogTail.of(child.log()));
      }
    }
  }

  /** Process ids by name, for messages and memory figures. */
  public synchronized Map<String, Long> pids() {
    Map<String, Long> pids = new HashMap<>();
    children.forEach(child -> pids.put(child.name(), child.jvm().pid()));
    return pids;
  }

  /** Stops the children, the last started first, and releases the state directory. */
  @Override
  public void close() {
    List<Child> stopping;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      stopping = new ArrayList<>(children);
    }
    for (int i = stopping.size() - 1; i >= 0; i--) {
      stopping.get(i).jvm().close();
    }
    state.close();
  }
}
