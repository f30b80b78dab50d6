package dev.banyan.bench.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.bench.BenchException;
import dev.banyan.bench.Benchmark;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Metrics;
import dev.banyan.bench.Pause;
import dev.banyan.bench.Report;
import dev.banyan.bench.Rounds;
import dev.banyan.bench.Running;
import dev.banyan.bench.Usage;
import dev.banyan.bench.WorkerProcess;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run capture}. */
@Command(
    name = "benchmarks/run capture",
    mixinStandardHelpOptions = true,
    description = {
      "The embedded MongoDB and Kinesis in one process, relay and publisher in another.",
      "Cases: latency (write to Kinesis' acknowledgement at a fixed rate), throughput (the relay",
      "over a backlog, beside a bare read of the same change stream)."
    })
final class CaptureBenchmark extends Benchmark {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int DRAIN_SECONDS = 120;
  private static final String RELAY = "relay";
  private static final String BARE = "bare-change-stream";

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Writes per second of the case latency (default: ${DEFAULT-VALUE}).")
  private int rate = 2_000;

  @Option(
      names = "--backlog",
      paramLabel = "N",
      description = "Changes of the case throughput (default: ${DEFAULT-VALUE}).")
  private int backlog = 100_000;

  private CaptureBenchmark() {
    super("capture", List.of("latency", "throughput"));
  }

  public static void main(String[] args) {
    main(new CaptureBenchmark(), args);
  }

  @Override
  protected void measure(Installation installation, Running running, Report report)
      throws Exception {
    int changes = options().quick() ? backlog / 10 : backlog;
    report.setting("writesPerSecond", Integer.toString(rate));
    report.setting("backlog", Integer.toString(changes));
    WorkerProcess cloud =
        worker(
            installation,
            running,
            "cloud",
            "dev.banyan.bench.standins.StandInWorker",
            "benchmarks/stand-ins",
            "-Xmx1500m");
    WorkerProcess relay =
        worker(
            installation,
            running,
            RELAY,
            RelayWorker.class.getName(),
            "benchmarks/capture",
            "-Xmx256m");
    String uri = cloud.call("mongo", LIMIT).path("uri").asText();
    String kinesis = cloud.call("kinesis", LIMIT).path("uri").asText();
    relay.call("open", LIMIT, r -> r.put("mongo", uri).put("kinesis", kinesis));
    MongoClient client = running.add(MongoClients.create(uri));
    client.getDatabase(Writes.DATABASE).createCollection(Writes.COLLECTION);
    relay.call("start", LIMIT);
    measure(
        report,
        "latency",
        () -> {
          latency(client, relay); // warm-up
          report.add(
              "latency",
              Rounds.run(List.of(RELAY), options().rounds(), name -> latency(client, relay)));
        });
    measure(
        report,
        "throughput",
        () ->
            report.add(
                "throughput",
                Rounds.run(
                    List.of(RELAY, BARE),
                    options().rounds(),
                    name ->
                        name.equals(RELAY)
                            ? throughput(client, relay, changes)
                            : bare(client, changes))));
    report.atMost("p99 ms at the rate", 250, report.median("latency", RELAY, "p99Millis"));
    report.atLeast(
        "changes/s of the relay", 10_000, report.median("throughput", RELAY, "changesPerSecond"));
    report.ratio("relayVersusBareChangeStream", "throughput", "changesPerSecond", RELAY, BARE);
  }

  private static WorkerProcess worker(
      Installation installation,
      Running running,
      String name,
      String mainClass,
      String module,
      String heap) {
    List<String> jvm = List.of(heap, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    return running.add(
        WorkerProcess.start(
            name, mainClass, installation.classPath(module), jvm, installation.work()));
  }

  private Metrics latency(MongoClient client, WorkerProcess relay) {
    relay.call("reset", LIMIT);
    Usage before = relay.usage();
    double made = Writes.atRate(client, rate, options().seconds());
    JsonNode stats = awaitAcknowledged(relay, (long) rate * options().seconds());
    Usage after = relay.usage();
    return Metrics.NONE
        .with("writesPerSecond", made)
        .with("p50Millis", stats.path("p50").asDouble())
        .with("p99Millis", stats.path("p99").asDouble())
        .with(
            "cpuMicrosPerChange",
            after.cpuMillisSince(before) * 1_000 / stats.path("acknowledged").asDouble())
        .with("rssMiB", after.rssKib() / 1024.0);
  }

  private static Metrics throughput(MongoClient client, WorkerProcess relay, int changes) {
    relay.call("stop", LIMIT);
    relay.call("reset", LIMIT);
    Writes.preload(client, changes);
    Usage before = relay.usage();
    long started = System.nanoTime();
    relay.call("start", LIMIT);
    JsonNode stats = awaitAcknowledged(relay, changes);
    Usage after = relay.usage();
    double seconds = (stats.path("last").asLong() - started) / 1e9;
    return Metrics.NONE
        .with("changesPerSecond", changes / seconds)
        .with("cpuMicrosPerChange", after.cpuMillisSince(before) * 1_000 / changes)
        .with("rssMiB", after.rssKib() / 1024.0);
  }

  private static JsonNode awaitAcknowledged(WorkerProcess relay, long count) {
    long deadline = System.nanoTime() + Duration.ofSeconds(DRAIN_SECONDS).toNanos();
    JsonNode stats = relay.call("stats", LIMIT);
    while (stats.path("acknowledged").asLong() < count) {
      if (System.nanoTime() > deadline) {
        throw new BenchException(
            "acknowledged " + stats.path("acknowledged") + " changes of " + count);
      }
      Pause.millis(50);
      stats = relay.call("stats", LIMIT);
    }
    return stats;
  }

  /** What the stand-in gives to a reader that does nothing: the relay cannot be faster. */
  private static Metrics bare(MongoClient client, int changes) {
    try (MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> first =
        open(client, null)) {
      first.tryNext();
      BsonDocument from = first.getResumeToken();
      if (from == null) {
        throw new BenchException("the change stream gives no resume token");
      }
      Writes.preload(client, changes);
      try (MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> stream =
          open(client, from)) {
        long started = System.nanoTime();
        for (int read = 0; read < changes; read++) {
          stream.next();
        }
        return Metrics.NONE.with("changesPerSecond", changes * 1e9 / (System.nanoTime() - started));
      }
    }
  }

  private static MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> open(
      MongoClient client, @Nullable BsonDocument after) {
    var stream =
        client
            .getDatabase(Writes.DATABASE)
            .getCollection(Writes.COLLECTION, RawBsonDocument.class)
            .watch(RawBsonDocument.class)
            .batchSize(1_000);
    return after == null ? stream.cursor() : stream.resumeAfter(after).cursor();
  }
}
