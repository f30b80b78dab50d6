package dev.banyan.bench.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.bench.BenchException;
import dev.banyan.bench.Benchmark;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Metrics;
import dev.banyan.bench.Report;
import dev.banyan.bench.Rounds;
import dev.banyan.bench.Running;
import dev.banyan.bench.Usage;
import dev.banyan.bench.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run publish}. */
@Command(
    name = "benchmarks/run publish",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes events into a local Kinesis endpoint: Banyan, plain PutRecords, KPL.",
      "Cases: throughput, shard (the shard's limits hold), failures (a tenth of the records fails),",
      "heap (nothing is answered)."
    })
final class PublishBenchmark extends Benchmark {

  private static final String BANYAN = "banyan";
  private static final String PLAIN = "plain-put-records";
  private static final String KPL = "kpl";
  private static final List<String> CASES = List.of("throughput", "shard", "failures", "heap");
  private static final Duration START = Duration.ofSeconds(90);
  private static final int MILLION = 1_000_000;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      description =
          "Bytes of an event's data; the envelope comes on top (default: ${DEFAULT-VALUE}).")
  private int payload = 200;

  private final Map<String, WorkerProcess> candidates = new LinkedHashMap<>();

  private PublishBenchmark() {
    super("publish", CASES);
  }

  public static void main(String[] args) {
    main(new PublishBenchmark(), args);
  }

  @Override
  protected void measure(Installation installation, Running running, Report report)
      throws Exception {
    report.setting("payloadBytes", Integer.toString(payload));
    report.setting("keys", Integer.toString(EventSequence.KEYS));
    report.setting("transport", "TLS for all; SDK clients on UrlConnectionHttpClient");
    Sink sink = Sink.start(installation, running, KeyStoreFile.create(installation.work()));
    startCandidates(installation, running, report);
    Path folder = installation.work();
    measure(report, "throughput", () -> report.add("throughput", throughput(sink, folder)));
    measure(report, "shard", () -> report.add("shard", shard(sink, folder)));
    measure(report, "failures", () -> report.add("failures", failures(sink, folder)));
    measure(report, "heap", () -> report.add("heap", heap(sink, folder)));
    PublishRatios.add(report, BANYAN, PLAIN, KPL);
  }

  private void startCandidates(Installation installation, Running running, Report report) {
    String own = installation.classPath("benchmarks/publish");
    start(installation, running, BANYAN, CandidateWorker.class.getName(), own, "banyan");
    start(installation, running, PLAIN, CandidateWorker.class.getName(), own, "plain");
    try {
      String kpl = installation.classPath("benchmarks/publish-peer-kpl");
      start(installation, running, KPL, "dev.banyan.bench.kpl.KplWorker", kpl, "kpl");
    } catch (BenchException e) {
      report.skip(KPL, String.valueOf(e.getMessage()));
    }
  }

  private void start(
      Installation installation,
      Running running,
      String name,
      String mainClass,
      String classPath,
      String kind) {
    List<String> jvm = List.of("-Xms256m", "-Xmx768m", "-Dcandidate=" + kind);
    candidates.put(
        name,
        running.add(WorkerProcess.start(name, mainClass, classPath, jvm, installation.work())));
  }

  private List<String> names() {
    return new ArrayList<>(candidates.keySet());
  }

  private WorkerProcess worker(String name) {
    WorkerProcess worker = candidates.get(name);
    if (worker == null) {
      throw new IllegalArgumentException("no candidate " + name);
    }
    return worker;
  }

  private Map<String, List<Metrics>> throughput(Sink sink, Path folder) {
    openAll(sink, folder, false);
    names().forEach(name -> run(sink, name, "warm-up", 20_000));
    Map<String, List<Metrics>> rounds =
        Rounds.run(names(), options().rounds(), name -> run(sink, name, "none", 20_000));
    closeAll();
    return rounds;
  }

  private Map<String, List<Metrics>> shard(Sink sink, Path folder) {
    openAll(sink, folder, true);
    Map<String, List<Metrics>> rounds =
        Rounds.run(names(), options().rounds(), name -> run(sink, name, "limits", 4_000));
    closeAll();
    return rounds;
  }

  private Map<String, List<Metrics>> failures(Sink sink, Path folder) {
    openAll(sink, folder, false);
    Map<String, List<Metrics>> rounds =
        Rounds.run(names(), options().rounds(), name -> run(sink, name, "failures", 5_000));
    closeAll();
    return rounds;
  }

  private void openAll(Sink sink, Path folder, boolean limited) {
    names().forEach(name -> open(sink, name, folder, limited, false));
  }

  private void open(Sink sink, String name, Path folder, boolean limited, boolean stalled) {
    worker(name)
        .call(
            "open",
            START,
            r ->
                r.put("tlsPort", sink.tlsPort())
                    .put("limited", limited)
                    .put("stalled", stalled)
                    .put("folder", folder.toString()));
  }

  private void closeAll() {
    names().forEach(name -> worker(name).call("close", START));
  }

  private Metrics run(Sink sink, String name, String behaviour, int outstanding) {
    sink.behave(behaviour);
    WorkerProcess worker = worker(name);
    Usage before = worker.usage();
    JsonNode run =
        worker.call(
            "run",
            Duration.ofSeconds(options().seconds() + 120L),
            r ->
                r.put("seconds", options().seconds())
                    .put("payloadBytes", payload)
                    .put("outstanding", outstanding));
    Usage after = worker.usage();
    return RunMetrics.of(run, sink.stats(), after.cpuMillisSince(before), after.rssKib());
  }

  private Map<String, List<Metrics>> heap(Sink sink, Path folder) {
    int events = options().quick() ? MILLION / 10 : MILLION;
    sink.behave("stalled");
    Map<String, List<Metrics>> all = new LinkedHashMap<>();
    for (String name : names()) {
      open(sink, name, folder, false, true);
      JsonNode answer = worker(name).call("offer", Duration.ofMinutes(10), r -> offer(r, events));
      double rss = worker(name).usage().rssKib() / 1024.0;
      all.put(name, List.of(Metrics.of(answer).with("rssMiB", rss)));
    }
    return all;
  }

  private void offer(ObjectNode request, int events) {
    request.put("events", events).put("payloadBytes", payload);
  }
}
