package dev.banyan.bench.migrate;

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
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** {@code benchmarks/run migrate}. */
@Command(
    name = "benchmarks/run migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Copies 1-KB documents from an embedded MongoDB, and verifies them. Cases: mapping (JMH,",
      "in memory), sink (a DynamoDB endpoint that acknowledges at once), local (DynamoDB Local),",
      "scan (a raw read of the source), verify (both sides in memory), large (many small",
      "documents, copied and verified with a heap of 256 MB).",
      "--seconds is the length of a JMH measurement; elsewhere a fixed number is copied."
    })
final class MigrateBenchmark extends Benchmark {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int QUICK_DOCUMENTS = 20_000;

  /** Per-item puts take ten times as long per document: a tenth is enough for a rate. */
  private static final int TENTH = 10;

  /** So does DynamoDB Local, into which a whole collection goes each time. */
  private static final int LOCAL_SHARE = 4;

  /**
   * Copies before the first that counts: until then the compiler takes more of the processor than
   * the copy does, the more the larger a candidate's libraries are.
   */
  private static final int WARM_UPS = 4;

  @Option(
      names = "--documents",
      paramLabel = "N",
      description = "Documents in the source (default: ${DEFAULT-VALUE}).")
  private int documents = 400_000;

  @Option(
      names = "--large-documents",
      paramLabel = "N",
      description = "Small documents of the case 'large' (default: ${DEFAULT-VALUE}).")
  private int largeDocuments = 5_000_000;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "Heap of each candidate, as for -Xmx (default: ${DEFAULT-VALUE}).")
  private String heap = "512m";

  @Option(
      names = "--source-heap",
      paramLabel = "SIZE",
      description = "Heap of the embedded MongoDB (default: ${DEFAULT-VALUE}).")
  private String sourceHeap = "2g";

  /**
   * Runs before the first that counts: until then, about a million documents, the compiler takes
   * more of two cores than the verification does.
   */
  private static final int VERIFY_WARM_UPS = 6;

  private int tables;

  private MigrateBenchmark() {
    super("migrate", List.of("mapping", "sink", "local", "scan", "verify", "large"));
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
    report.setting("documentBytes", Long.toString(Math.round(MappingMicro.meanBytes())));
    report.setting("heap", heap);
    measure(report, "mapping", () -> new MappingCase(installation, options()).measure(report));
    if (List.of("sink", "local", "scan", "verify").stream().anyMatch(options()::wants)) {
      copies(installation, running, report);
    }
    measure(
        report,
        "large",
        () ->
            new LargeCase(installation, running, options().quick() ? documents() : largeDocuments)
                .measure(report));
    MigrateRatios.add(report);
  }

  private void copies(Installation installation, Running running, Report report) throws Exception {
    Source source =
        Source.start(installation, running, sourceHeap, documents(), Documents::document);
    Candidates candidates = new Candidates(installation, running, heap);
    Sink sink = Sink.start(installation, running, "1g");
    measure(report, "sink", () -> sink(candidates, sink, report, source));
    measure(report, "local", () -> local(installation, running, candidates, report));
    measure(
        report,
        "scan",
        () ->
            report.add(
                "scan",
                Rounds.run(List.of("raw-cursor"), options().rounds(), name -> source.scan())));
    measure(report, "verify", () -> verify(candidates, sink, report, source));
    candidates.stop();
    running.stop(sink.process());
    running.stop(source.process());
  }

  private void sink(Candidates candidates, Sink sink, Report report, Source source) {
    List<String> names =
        List.of(
            Candidates.BATCH_PATH,
            Candidates.RACE_SAFE,
            Candidates.PUT,
            Candidates.BATCH,
            Candidates.BARE);
    System.err.println("warm-up");
    Rounds.run(
        names, options().quick() ? 1 : WARM_UPS, name -> copied(candidates, name, sink, source));
    report.add(
        "sink",
        Rounds.run(names, options().rounds(), name -> copied(candidates, name, sink, source)));
  }

  private Metrics copied(Candidates candidates, String name, Sink sink, Source source) {
    sink.reset();
    int count = name.equals(Candidates.PUT) ? documents() / TENTH : documents();
    Usage sourceBefore = source.process().usage();
    Usage sinkBefore = sink.process().usage();
    Metrics metrics =
        candidates
            .run(name, new Copy.Order(source.uri(), sink.endpoint(), Sink.TABLE, count))
            .with("sourceCpuMicros", cpu(sourceBefore, source.process(), count))
            .with("sinkCpuMicros", cpu(sinkBefore, sink.process(), count));
    if (sink.items() != count) {
      throw new BenchException(name + " wrote " + sink.items() + " items of " + count);
    }
    return metrics;
  }

  /** Processor time per document that a store has taken: what no candidate can save. */
  private static double cpu(Usage before, WorkerProcess store, int documents) {
    return store.usage().cpuMillisSince(before) * 1_000 / documents;
  }

  /** Into DynamoDB Local, a new table each time. */
  private void local(
      Installation installation, Running running, Candidates candidates, Report report) {
    int count = documents() / LOCAL_SHARE;
    Source source = Source.start(installation, running, sourceHeap, count, Documents::document);
    WorkerProcess worker = Source.standIns(installation, running, "dynamodb", List.of("-Xmx2g"));
    String endpoint = worker.call("dynamoDb", START).path("uri").asText();
    Function<String, Copy.Order> into =
        table -> new Copy.Order(source.uri(), endpoint, table, count);
    List<String> names = List.of(Candidates.BATCH_PATH, Candidates.RACE_SAFE, Candidates.BARE);
    try (DynamoDbClient client = Tables.client(endpoint)) {
      System.err.println("warm-up");
      intoTable(client, Candidates.BARE, candidates, into);
      report.add(
          "local",
          Rounds.run(names, options().rounds(), name -> intoTable(client, name, candidates, into)));
    }
    running.stop(worker);
    running.stop(source.process());
  }

  private Metrics intoTable(
      DynamoDbClient client,
      String name,
      Candidates candidates,
      Function<String, Copy.Order> into) {
    String table = "bench-" + tables++;
    Tables.create(client, table);
    Metrics metrics = candidates.run(name, into.apply(table));
    client.deleteTable(request -> request.tableName(table));
    return metrics;
  }

  private void verify(Candidates candidates, Sink sink, Report report, Source source) {
    Copy.Order order = new Copy.Order(source.uri(), sink.endpoint(), Sink.TABLE, documents());
    sink.reset();
    sink.keep();
    candidates.run(Candidates.BATCH_PATH, order);
    System.err.println("warm-up");
    for (int done = 0; done < (options().quick() ? 1 : VERIFY_WARM_UPS); done++) {
      candidates.run(Candidates.VERIFY, order);
    }
    report.add(
        "verify",
        Rounds.run(
            List.of(Candidates.VERIFY), options().rounds(), name -> candidates.run(name, order)));
    sink.reset();
  }
}
