package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.checkpoint.DeadLetterFiles;
import dev.banyan.jobs.throttle.ControlFile;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * Backfills a collection by processes that are killed, and verifies it then. MongoDB, with the job
 * repository, and DynamoDB are in this one.
 */
final class KilledBackfill implements AutoCloseable {

  private static final String DATABASE = "social";
  private static final long PATIENCE_SECONDS = 900;

  final EmbeddedMongo mongo;
  final CountingProxy proxy;
  final MongoClient client;
  private final DynamoDBProxyServer dynamoDb;
  private final URI endpoint;
  private final Path directory;
  private final String collection;
  private final List<String> options;

  /**
   * What the kills did.
   *
   * @param kills that hit a process that was at work
   * @param read documents that MongoDB gave to all processes
   */
  record Outcome(int kills, long read, String report) {}

  KilledBackfill(Path directory, String collection, List<String> options) throws Exception {
    this.directory = directory;
    this.collection = collection;
    this.options = options;
    this.mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    this.client = MongoClients.create(mongo.connectionString());
    this.proxy = new CountingProxy(mongo.port(), DATABASE + "." + collection);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    this.endpoint = URI.create("http://127.0.0.1:" + port);
    this.dynamoDb =
        ServerRunner.createServerFromCommandLineArgs(
            new String[] {
              "-inMemory", "-sharedDb", "-disableTelemetry", "-port", Integer.toString(port)
            });
    dynamoDb.start();
  }

  MongoDatabase database() {
    return client.getDatabase(DATABASE);
  }

  void mapping(String yaml) throws Exception {
    Files.writeString(directory.resolve("mapping.yaml"), yaml);
  }

  /** As {@code banyan backfill rate} does; 0 lifts the bound. */
  void rate(double documentsPerSecond) throws Exception {
    Path job = Files.createDirectories(directory.resolve(".banyan/jobs/killed"));
    new ControlFile(job).write(new ControlFile.Wish(false, documentsPerSecond));
  }

  /** Lets the tool propose one. */
  void proposedMapping() throws Exception {
    try (BackfillProcess init =
        start(
            List.of(
                "plan",
                "init",
                "--collection",
                collection,
                "--database",
                DATABASE,
                "--out",
                "mapping.yaml"))) {
      assertThat(init.exitCode(PATIENCE_SECONDS)).as(init.output()).isZero();
    }
  }

  /** The sides and a job, for a command in this process. */
  List<String> options(URI dynamoDb, Path state, String job) {
    return List.of(
        "--mapping",
        directory.resolve("mapping.yaml").toString(),
        "--mongo-uri",
        mongo.connectionString(),
        "--database",
        DATABASE,
        "--aws-endpoint",
        dynamoDb.toString(),
        "--state-dir",
        state.toString(),
        "--job",
        job);
  }

  BackfillProcess start() throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "backfill",
                "--mapping",
                "mapping.yaml",
                "--database",
                DATABASE,
                "--create-tables",
                "--output",
                "json",
                "--job",
                "killed"));
    arguments.addAll(options);
    return start(arguments);
  }

  private BackfillProcess start(List<String> arguments) throws Exception {
    return BackfillProcess.start(proxy.connectionString(), endpoint, directory, arguments);
  }

  /** Kills so many processes, each after it has read a random share of the documents; then ends. */
  Outcome run(int kills, Random random) throws Exception {
    int hits = kill(kills, random);
    try (BackfillProcess last = start()) {
      int code = last.exitCode(PATIENCE_SECONDS);
      assertThat(code).as(last.output()).isZero();
      return new Outcome(hits, proxy.documents(), last.output());
    }
  }

  /** As above, but nothing is ended; gives how many were at work when they were killed. */
  int kill(int kills, Random random) throws Exception {
    long documents = database().getCollection(collection).countDocuments();
    int hits = 0;
    for (int i = 0; i < kills; i++) {
      long share = (long) (random.nextDouble() * 2 * documents / (kills + 2));
      long pause = random.nextInt(300);
      try (BackfillProcess process = start()) {
        long until = proxy.documents() + share;
        long began = System.nanoTime();
        process.awaitOrEnd(() -> proxy.documents() >= until && millisSince(began) > pause);
        hits += process.kill() ? 1 : 0;
      }
    }
    return hits;
  }

  private static long millisSince(long began) {
    return (System.nanoTime() - began) / 1_000_000;
  }

  /** No difference, no dead letter. */
  void verify() throws Exception {
    assertThat(letters()).isEmpty();
    try (BackfillProcess verify =
        start(
            List.of(
                "verify",
                "--mapping",
                "mapping.yaml",
                "--database",
                DATABASE,
                "--output",
                "json"))) {
      int code = verify.exitCode(PATIENCE_SECONDS);
      assertThat(verify.output())
          .containsPattern("\"differences\" ?: ?0")
          .containsPattern("\"good\" ?: ?true");
      assertThat(code).isZero();
    }
  }

  List<String> letters() {
    return new DeadLetterFiles(directory.resolve(".banyan/jobs/killed")).names();
  }

  URI dynamoDb() {
    return endpoint;
  }

  @Override
  public void close() throws Exception {
    proxy.close();
    client.close();
    mongo.close();
    dynamoDb.stop();
  }
}
