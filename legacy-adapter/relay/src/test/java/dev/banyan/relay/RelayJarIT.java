package dev.banyan.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The packaged jar as a real process: it is killed, and nothing is lost. */
final class RelayJarIT {

  private static final Path JAR = Path.of("target", "banyan-relay.jar");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private EmbeddedMongo mongo;
  private LocalKinesis local;
  private KinesisClient kinesis;
  private MongoClient client;
  private MongoCollection<Document> orders;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    local = LocalKinesis.start(KinesisConfig.defaults().withPort(0));
    kinesis =
        KinesisClient.builder()
            .endpointOverride(local.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    try {
      kinesis.createStream(request -> request.streamName("banyan-events").shardCount(1));
    } catch (ResourceInUseException e) { // the client's own retry after a slow answer
      kinesis.describeStreamSummary(request -> request.streamName("banyan-events"));
    }
    client = MongoClients.create(mongo.connectionString());
    client.getDatabase("shop").createCollection("orders");
    orders = client.getDatabase("shop").getCollection("orders");
    Files.writeString(
        folder.resolve("mapping.yaml"),
        "capabilities: {orders: {collections: {orders: {event: order, fields: {id: _id}}}}}\n");
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    client.close();
    kinesis.close();
    local.close();
    mongo.close();
  }

  private int relay() throws IOException {
    int port = freePort();
    Path config =
        Files.writeString(
            folder.resolve("relay-" + port + ".yaml"),
            """
            mongodb: {database: shop}
            kinesis: {region: us-east-1, endpoint: '%s'}
            mapping: mapping.yaml
            heartbeat-interval: 300ms
            lease: {duration: 1s}
            listen: {port: %d}
            """
                .formatted(local.endpoint(), port));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            JAR.toAbsolutePath().toString(),
            "--config",
            config.toString());
    builder.environment().put("BANYAN_MONGODB_URI", mongo.connectionString());
    builder.environment().put("AWS_ACCESS_KEY_ID", "local");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("relay-" + port + ".log").toFile());
    processes.add(builder.start());
    return port;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(Duration.ofSeconds(5))
            .build(),
        BodyHandlers.ofString());
  }

  private void insert(int from, int to) {
    orders.insertMany(
        IntStream.range(from, to).mapToObj(i -> new Document("_id", "o-" + i)).toList());
  }

  @Test
  void killedRelay_startedAgain_losesNothing() throws Exception {
    int first = relay();
    await(() -> assertThat(get(first, "/health").statusCode()).isEqualTo(200));
    insert(0, 500);
    await(() -> assertThat(subjects()).isNotEmpty());
    insert(500, 1_000);
    processes.get(0).destroyForcibly().waitFor(10, TimeUnit.SECONDS); // kill -9
    insert(1_000, 1_200);

    int second = relay();
    await(() -> assertThat(subjects().stream().distinct()).hasSize(1_200));
    assertThat(get(second, "/status").body()).contains("\"state\" : \"RUNNING\"", "\"position\"");
    assertThat(get(second, "/metrics").body())
        .contains("banyan_relay_lag_seconds", "banyan_publisher_events_total");
  }

  @Test
  void secondRelay_standsBy_andTakesOverWhenTheFirstEnds() throws Exception {
    int first = relay();
    await(() -> assertThat(get(first, "/status").body()).contains("\"lease\" : \"held\""));
    int second = relay();
    await(() -> assertThat(get(second, "/status").body()).contains("\"STANDBY\""));
    assertThat(get(second, "/health").statusCode()).isEqualTo(200);

    processes.get(0).destroy(); // SIGTERM
    assertThat(processes.get(0).waitFor(15, TimeUnit.SECONDS)).isTrue();
    insert(0, 10);

    await(() -> assertThat(subjects().stream().distinct()).hasSize(10));
    assertThat(get(second, "/status").body()).contains("\"lease\" : \"held\"");
    assertThat(Files.readString(folder.resolve("relay-" + first + ".log"))).contains("stopped");
  }

  private List<String> subjects() {
    String iterator =
        kinesis
            .getShardIterator(
                request ->
                    request
                        .streamName("banyan-events")
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    List<String> subjects = new ArrayList<>();
    EnvelopeCodec codec = new EnvelopeCodec();
    while (true) {
      String from = iterator;
      GetRecordsResponse page = kinesis.getRecords(request -> request.shardIterator(from));
      if (page.records().isEmpty()) {
        return subjects;
      }
      page.records().stream()
          .flatMap(record -> AggregatedRecord.unpack(record.data().asByteArray()).stream())
          .map(codec::decode)
          .filter(event -> !event.isMarker())
          .map(Event::subject)
          .forEach(subjects::add);
      iterator = page.nextShardIterator();
    }
  }

  private void await(ThrowingCallable assertions) throws IOException {
    // A JVM starts in a second; on a machine that is busy with other builds, in tens of them.
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (true) {
      try {
        assertions.call();
        return;
      } catch (Throwable e) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(logs(), e);
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
