package dev.banyan.bench.publish;

import dev.banyan.bench.BenchException;
import dev.banyan.bench.Benchmark;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Metrics;
import dev.banyan.bench.Report;
import dev.banyan.bench.Rounds;
import dev.banyan.bench.Running;
import dev.banyan.bench.publish.Candidates.Load;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run publish}. */
@Command(
    name = "benchmarks/run publish",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes events into a local Kinesis endpoint: Banyan, plain PutRecords, KPL.",
      "Cases: throughput, shard (the shard's limits hold), failures (a tenth of the records fails),",
      "heap (nothing is answered); throughput.envelope and shard.envelope: the same payloads inside",
      "CloudEvents envelopes."
    })
final class PublishBenchmark extends Benchmark {

  /** Of cases and ratios with envelopes. */
  static final String ENVELOPE = ".envelope";

  private static final List<String> CASES =
      List.of(
          "throughput", "shard", "failures", "heap", "throughput" + ENVELOPE, "shard" + ENVELOPE);

  private static final int WARM_UP_SECONDS = 4;
  private static final int QUICK_OFFER_SECONDS = 20;
  private static final int OFFER_SECONDS = 60;
  private static final int SMALL_HEAP_MIB = 128;

  /** In 128 MiB it would only collect garbage; what it needs is the figure. */
  private static final int KPL_HEAP_MIB = 768;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      description = "Bytes of an event, or of its data in an envelope (default: ${DEFAULT-VALUE}).")
  private int payload = 200;

  private PublishBenchmark() {
    super("publish", CASES);
  }

  public static void main(String[] args) {
    main(new PublishBenchmark(), args);
  }

  @Override
  protected void measure(Installation installation, Running running, Report report)
      throws Exception {
    if (payload < EventSequence.LEAST_BYTES) {
      throw new BenchException("--payload must be " + EventSequence.LEAST_BYTES + " or more");
    }
    report.setting("payloadBytes", Integer.toString(payload));
    report.setting("keys", Integer.toString(EventSequence.KEYS));
    report.setting("transport", "TLS for all; SDK clients on UrlConnectionHttpClient");
    Sink sink = Sink.start(installation, running, KeyStoreFile.create(installation.work()));
    List<String> names = List.of(Candidates.BANYAN, Candidates.PLAIN, Candidates.KPL);
    Candidates candidates = Candidates.start(installation, running, sink, names, report);
    int rounds = options().rounds();
    measure(report, "throughput", () -> throughput(report, candidates, "", rounds));
    measure(report, "shard", () -> shard(report, candidates, "", rounds));
    measure(report, "failures", () -> failures(report, candidates));
    measure(report, "heap", () -> heap(report, candidates));
    String envelope = ENVELOPE;
    measure(report, "throughput" + envelope, () -> throughput(report, candidates, envelope, 1));
    measure(report, "shard" + envelope, () -> shard(report, candidates, envelope, 1));
    PublishRatios.add(report, Candidates.BANYAN, Candidates.PLAIN, Candidates.KPL);
  }

  private Load load(String behaviour, String suffix, int outstanding, int seconds) {
    return new Load(behaviour, payload, suffix.equals(ENVELOPE), outstanding, seconds);
  }

  private void throughput(Report report, Candidates candidates, String suffix, int rounds) {
    Load warmUp = load("none", suffix, 20_000, Math.min(options().seconds(), WARM_UP_SECONDS));
    Load load = load("none", suffix, 20_000, options().seconds());
    candidates.openAll(false);
    candidates.names().forEach(name -> candidates.run(name, warmUp));
    measureAll(report, "throughput" + suffix, candidates, load, rounds);
  }

  private void shard(Report report, Candidates candidates, String suffix, int rounds) {
    candidates.openAll(true);
    Load load = load("limits", suffix, 8_000, options().seconds());
    measureAll(report, "shard" + suffix, candidates, load, rounds);
  }

  private void failures(Report report, Candidates candidates) {
    candidates.openAll(false);
    Load load = load("failures", "", 5_000, options().seconds());
    measureAll(report, "failures", candidates, load, 1);
  }

  private static void measureAll(
      Report report, String name, Candidates candidates, Load load, int rounds) {
    report.add(
        name, Rounds.run(candidates.names(), rounds, candidate -> candidates.run(candidate, load)));
    candidates.closeAll();
  }

  private void heap(Report report, Candidates candidates) {
    int seconds = options().quick() ? QUICK_OFFER_SECONDS : OFFER_SECONDS;
    for (String name : candidates.names()) {
      System.err.println("  " + name);
      int heapMiB = name.equals(Candidates.KPL) ? KPL_HEAP_MIB : SMALL_HEAP_MIB;
      Metrics metrics = candidates.stalled(name, payload, heapMiB, seconds);
      report.add("heap", name, List.of(metrics));
    }
  }
}
