package dev.banyan.cli.stack;

import dev.banyan.localcloud.process.JvmCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the processes of a local run are started. Secrets go by the environment only.
 *
 * @param installation where the class paths are
 * @param state where the logs go
 */
record StackCommands(
    StackOptions options, Installation installation, StateDirectory state, Secrets secrets) {

  /** More would only take the processor from the stores on the same machine. */
  private static final int MONOLITH_THREADS = 8;

  /** C1 alone: a run of two minutes is over before C2 has paid for itself. */
  static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  /** MongoDB, DynamoDB, Kinesis, SQS and the Lambda host. */
  JvmCommand cloud(CloudSizing sizing, Path log) {
    String heap = options.localCloudHeap == null ? sizing.heap() : options.localCloudHeap;
    return JvmCommand.of("dev.banyan.localcloud.LocalCloud", installation.localCloud())
        .withArgs(cloudArguments())
        .withJvmArgs(
            List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                sizing.compiler(),
                "-XX:+ExitOnOutOfMemoryError"))
        .withEnvironment(cloudEnvironment())
        .withLogFile(log)
        .withStdoutPiped();
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

  JvmCommand monolith(Endpoints endpoints) {
    Map<String, String> environment = new HashMap<>(Credentials.environment(endpoints));
    environment.put("SPRING_MONGODB_URI", endpoints.mongoUri());
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

  JvmCommand proxy(Endpoints endpoints) {
    Map<String, String> environment = new HashMap<>(Credentials.environment(endpoints));
    environment.put("BANYAN_ADMIN_TOKEN", secrets.adminToken());
    return JvmCommand.of("dev.banyan.proxy.ProxyApplication", installation.proxy())
        .withArgs(
            List.of(
                "--banyan.proxy.host=127.0.0.1",
                "--banyan.proxy.port=" + options.ports.proxy,
                "--banyan.proxy.admin.port=" + options.ports.proxyAdmin,
                "--banyan.proxy.legacy=" + endpoints.monolith(),
                "--banyan.proxy.serverless=" + endpoints.httpApi()))
        .withJvmArgs(List.of("-Xmx128m", "-XX:+UseSerialGC", "-Xss512k", QUICK_START))
        .withEnvironment(environment);
  }
}
