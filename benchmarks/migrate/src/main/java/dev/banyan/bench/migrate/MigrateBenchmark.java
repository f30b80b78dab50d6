package dev.banyan.bench.migrate;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.banyan.bench.BenchException;
import dev.banyan.bench.Benchmark;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Metrics;
import dev.banyan.bench.Report;
import dev.banyan.bench.Rounds;
import dev.banyan.bench.Running;
import dev.banyan.bench.Usage;
import dev.banyan.bench.WorkerProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.RawBsonDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** {@code benchmarks/run migrate}. */
@Command(
    name = "benchmarks/run migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Copies 1-KB documents from an embedded MongoDB. Cases: sink (a DynamoDB endpoint that",
      "acknowledges at once), local (DynamoDB Local), scan (a raw read of the source).",
      "--seconds has no effect: a measurement copies a fixed number of documents."
    })
final class MigrateBenchmark extends Benchmark {

  static final String RACE_SAFE = "banyan-race-safe";
  static final String PUT = "spring-batch-put-item";
  static final String BATCH = "spring-batch-batch-write";
  static final String BARE = "bare-batch-write";

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration COPY = Duration.ofMinutes(15);
  private static final int QUICK_DOCUMENTS = 20_000;

  /** Per-item puts take ten times as long per document: a tenth is enough for a rate. */
  private static final int TENTH = 10;

  @Option(
      names = "--documents",
      paramLabel = "N",
      description = "Documents in the source (default: ${DEFAULT-VALUE}).")
  private int documents = 200_000;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description =
          "Heap of each candidate, as for -Xmx (default: ${DEFAULT-VALUE}). With --documents"
              + " 5000000 --heap 256m --only sink it shows that memory does not grow.")
  private String heap = "512m";

  @Option(
      names = "--source-heap",
      paramLabel = "SIZE",
      description = "Heap of the embedded MongoDB (default: ${DEFAULT-VALUE}).")
  private String sourceHeap = "2g";

  private final Map<String, WorkerProcess> candidates = new LinkedHashMap<>();
  private int tables;

  private MigrateBenchmark() {
    super("migrate", List.of("sink", "local", "scan"));
  }

  public static void main(String[] args) {
    main(new MigrateBenchmark(), args);
  }

  private int documents() {
    return options().quick() ? Math.min(documents, QUICK_DOCUMENTS) : documents;
  }

  @Override
  protected void measure(Installation installation, Running running, Report report)
      throws Exception {
    report.setting("documents", Integer.toString(documents()));
    report.setting(
        "documentBytes",
        Integer.toString(
            RawBsonDocument.parse(Documents.document(1).toJson()).getByteBuffer().remaining()));
    report.setting("heap", heap);
    report.skip("banyan-batch-write", "the backfill job has no BatchWriteItem path yet");
    report.skip("verification", "the verification job takes no collection of the benchmark's yet");
    String source = source(installation, running);
    for (String name : List.of(RACE_SAFE, PUT, BATCH, BARE)) {
      candidates.put(name, candidate(installation, running, name));
    }
    measure(report, "sink", () -> sink(installation, running, report, source));
    measure(report, "local", () -> local(installation, running, report, source));
    measure(
        report,
        "scan",
        () ->
            report.add(
                "scan",
                Rounds.run(List.of("raw-cursor"), options().rounds(), name -> scan(source))));
    MigrateRatios.add(report);
  }

  private String source(Installation installation, Running running) {
    WorkerProcess worker = standIns(installation, running, "mongodb", "-Xmx" + sourceHeap);
    String uri = worker.call("mongo", START).path("uri").asText();
    System.err.printf("filling MongoDB with %,d documents%n", documents());
    try (MongoClient client = MongoClients.create(uri)) {
      Documents.insert(collection(client), documents());
    }
    return uri;
  }

  private static MongoCollection<Document> collection(MongoClient client) {
    return client.getDatabase(Documents.DATABASE).getCollection(Documents.COLLECTION);
  }

  private static WorkerProcess standIns(
      Installation installation, Running running, String name, String heap) {
    return running.add(
        WorkerProcess.start(
            name,
            "dev.banyan.bench.standins.StandInWorker",
            installation.classPath("benchmarks/stand-ins"),
            List.of(heap),
            installation.work()));
  }

  private WorkerProcess candidate(Installation installation, Running running, String name) {
    return running.add(
        WorkerProcess.start(
            name,
            CopyWorker.class.getName(),
            installation.classPath("benchmarks/migrate"),
            List.of(
                "-Xmx" + heap,
                "-Dcandidate=" + name,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
            installation.work()));
  }

  private void sink(Installation installation, Running running, Report report, String source) {
    WorkerProcess sink =
        running.add(
            WorkerProcess.start(
                "sink",
                TableSink.class.getName(),
                installation.classPath("benchmarks/migrate"),
                List.of("-Xmx256m"),
                installation.work()));
    String endpoint = sink.call("start", START).path("uri").asText();
    List<String> names = List.copyOf(candidates.keySet());
    System.err.println("warm-up");
    Rounds.run(names, 1, name -> copied(sink, name, source, endpoint));
    report.add(
        "sink",
        Rounds.run(names, options().rounds(), name -> copied(sink, name, source, endpoint)));
  }

  private Metrics copied(WorkerProcess sink, String name, String source, String endpoint) {
    sink.call("reset", START);
    int count = name.equals(PUT) ? documents() / TENTH : documents();
    Metrics metrics = copy(name, new Copy.Order(source, endpoint, "bench", count));
    long items = sink.call("stats", START).path("items").asLong();
    if (items != count) {
      throw new BenchException(name + " wrote " + items + " items of " + count);
    }
    return metrics;
  }

  private Metrics copy(String name, Copy.Order order) {
    WorkerProcess worker = candidates.get(name);
    if (worker == null) {
      throw new IllegalArgumentException("no candidate " + name);
    }
    Usage before = worker.usage();
    double seconds =
        worker
            .call(
                "copy",
                COPY,
                r ->
                    r.put("source", order.source())
                        .put("endpoint", order.endpoint())
                        .put("table", order.table())
                        .put("documents", order.documents()))
            .path("seconds")
            .asDouble();
    Usage after = worker.usage();
    return Metrics.NONE
        .with("documentsPerSecond", order.documents() / seconds)
        .with("cpuMicrosPerDocument", after.cpuMillisSince(before) * 1_000 / order.documents())
        .with("rssMiB", after.rssKib() / 1024.0);
  }

  /** Into DynamoDB Local, a new table each time. */
  private void local(Installation installation, Running running, Report report, String source) {
    WorkerProcess worker = standIns(installation, running, "dynamodb", "-Xmx2g");
    String endpoint = worker.call("dynamoDb", START).path("uri").asText();
    List<String> names = List.of(RACE_SAFE, BARE);
    try (DynamoDbClient client = Tables.client(endpoint)) {
      report.add(
          "local",
          Rounds.run(
              names,
              options().rounds(),
              name -> {
                String table = "bench-" + tables++;
                Tables.create(client, table);
                Metrics metrics = copy(name, new Copy.Order(source, endpoint, table, documents()));
                client.deleteTable(request -> request.tableName(table));
                return metrics;
              }));
    }
    running.stop(worker);
  }

  /** What the source gives to one cursor: nothing can be faster than that. */
  private Metrics scan(String source) {
    try (MongoClient client = MongoClients.create(source)) {
      long started = System.nanoTime();
      long count = 0;
      for (RawBsonDocument document :
          client
              .getDatabase(Documents.DATABASE)
              .getCollection(Documents.COLLECTION, RawBsonDocument.class)
              .find()
              .batchSize(1_000)) {
        count += document.getByteBuffer().remaining() > 0 ? 1 : 0;
      }
      return Metrics.NONE.with("documentsPerSecond", count * 1e9 / (System.nanoTime() - started));
    }
  }
}
