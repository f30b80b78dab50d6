package dev.banyan.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.localcloud.process.ChildJvm;
import dev.banyan.localcloud.process.JvmCommand;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final StackCommands commands;
  private final StateDirectory state;
  private final Secrets secrets;
  private final Deque<Child> children = new ArrayDeque<>();
  private @Nullable Endpoints endpoints;
  private boolean closed;

  /**
   * The stores come first on a shared processor, as they would on machines of their own; not so far
   * that a backfill keeps the monolith from serving its clients.
   */
  private static final int MONOLITH_NICENESS = 5;

  /** It takes little, and a switch waits for its acknowledgement. */
  private static final int PROXY_NICENESS = 0;

  private record Child(String name, ChildJvm jvm, Path log) {}

  private Stack(StackOptions options, Installation installation, StateDirectory state) {
    this.options = options;
    this.state = state;
    this.secrets = Secrets.generate();
    this.commands = new StackCommands(options, installation, state, secrets);
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
    ChildJvm jvm = add("local-cloud", ChildJvm.start(commands.cloud(sizing, log)), log);
    JsonNode ready = ReadyLine.await(jvm.stdout(), CLOUD_START, log);
    endpoints = endpoints(ready);
    state.publish(endpoints);
    return endpoints;
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
    Child monolith = start("monolith", commands.monolith(endpoints()), MONOLITH_NICENESS);
    Child proxy = start("proxy", commands.proxy(endpoints()), PROXY_NICENESS);
    awaitHealthy(monolith, endpoints().monolith().resolve("/actuator/health"));
    awaitHealthy(proxy, endpoints().proxyAdmin().resolve("/health"));
  }

  private Child start(String name, JvmCommand command, int niceness) {
    Path log = state.log(name);
    add(name, ChildJvm.start(command.withLogFile(log).withNiceness(niceness)), log);
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
