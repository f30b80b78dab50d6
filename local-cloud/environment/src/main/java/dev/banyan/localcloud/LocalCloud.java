package dev.banyan.localcloud;

import dev.banyan.localcloud.lambda.LambdaHost;
import dev.banyan.localcloud.lambda.LambdaHostConfig;
import dev.banyan.localcloud.lambda.resources.Endpoints;
import dev.banyan.localcloud.process.ParentWatch;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MongoDB, DynamoDB, Kinesis, SQS and a SAM template's functions on this machine. Thread-safe.
 *
 * <ol>
 *   <li>The stores start side by side, unless external ones are given.
 *   <li>The Lambda host creates the template's tables, streams and queues, and runs its functions.
 * </ol>
 *
 * <p>Run by {@link #main} behind {@link ParentWatch}, it ends with the process that started it.
 */
public final class LocalCloud implements AutoCloseable {

  /** AWS reads a shard once a second; four times keeps a switch's hold short on a small machine. */
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

  // Made before threads are: SLF4J complains when several of them initialise it at once.
  private static final Logger log = LoggerFactory.getLogger(LocalCloud.class);

  private final Stores stores;
  private final @Nullable LambdaHost lambda;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalCloud(Stores stores, @Nullable LambdaHost lambda) {
    this.stores = stores;
    this.lambda = lambda;
  }

  /** Runs until SIGTERM or, behind {@link ParentWatch}, the end of standard input. */
  public static void main(String[] args) {
    // One line goes to standard output; libraries that print there must not disturb its reader.
    PrintStream out = System.out;
    System.setOut(System.err);
    System.exit(LocalCloudCommand.run(args, out));
  }

  /**
   * Returns when everything is up.
   *
   * @throws PortsTakenException if a port is in use
   */
  public static LocalCloud start(LocalCloudConfig config) {
    log.info("starting {}", config);
    PortCheck.check(config);
    Stores stores = Stores.start(config);
    try {
      Functions functions = config.functions();
      return new LocalCloud(
          stores, functions == null ? null : lambda(functions, config.ports(), stores));
    } catch (RuntimeException e) {
      stores.close();
      throw e;
    }
  }

  private static LambdaHost lambda(Functions functions, Ports ports, Stores stores) {
    Endpoints endpoints = Endpoints.local(stores.dynamodb(), stores.kinesis(), stores.sqs());
    LambdaHostConfig config =
        LambdaHostConfig.of(functions.template(), endpoints, functions.logFolder())
            .withParameters(functions.parameters())
            .withWarm(functions.warm())
            .withPollInterval(POLL_INTERVAL)
            .withPorts(ports.http(), ports.runtime());
    return LambdaHost.start(
        functions.runtime().isEmpty() ? config : config.withRuntimeClassPath(functions.runtime()));
  }

  public String mongoUri() {
    return stores.mongoUri();
  }

  public URI dynamodb() {
    return stores.dynamodb();
  }

  public URI kinesis() {
    return stores.kinesis();
  }

  public URI sqs() {
    return stores.sqs();
  }

  /** The functions' HTTP API, if there are functions. */
  public Optional<URI> httpApi() {
    return Optional.ofNullable(lambda).map(LambdaHost::httpUri);
  }

  /** Where the Lambda host tells its status as JSON, if there are functions. */
  public Optional<URI> lambdaStatus() {
    return Optional.ofNullable(lambda).map(LambdaHost::statusUri);
  }

  /** Stops the functions first, then the stores; only once. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (lambda != null) {
      Closing.quietly(lambda);
    }
    stores.close();
  }
}
