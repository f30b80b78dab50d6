package dev.banyan.bench.publish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.bench.BenchException;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Metrics;
import dev.banyan.bench.Report;
import dev.banyan.bench.Running;
import dev.banyan.bench.Usage;
import dev.banyan.bench.WorkerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The processes of the candidates, and what they are told. */
final class Candidates {

  static final String BANYAN = "banyan";
  static final String PLAIN = "plain-put-records";
  static final String KPL = "kpl";

  private static final Duration START = Duration.ofSeconds(90);
  private static final int DRAIN_SECONDS = 120;
  private static final int MILLION = 1_000_000;

  /**
   * What is offered.
   *
   * @param behaviour of the sink
   * @param outstanding events at once
   * @param envelopes whether payloads travel in envelopes
   */
  record Load(String behaviour, int payload, boolean envelopes, int outstanding, int seconds) {}

  private final Installation installation;
  private final Running running;
  private final Sink sink;
  private final Map<String, WorkerProcess> workers = new LinkedHashMap<>();

  private Candidates(Installation installation, Running running, Sink sink) {
    this.installation = installation;
    this.running = running;
    this.sink = sink;
  }

  static Candidates start(
      Installation installation, Running running, Sink sink, List<String> names, Report report) {
    Candidates candidates = new Candidates(installation, running, sink);
    for (String name : names) {
      try {
        candidates.workers.put(name, candidates.process(name, name, 256, 768));
      } catch (BenchException e) {
        report.skip(name, String.valueOf(e.getMessage()));
      }
    }
    return candidates;
  }

  private WorkerProcess process(String name, String log, int leastMiB, int mostMiB) {
    boolean kpl = name.equals(KPL);
    String module = kpl ? "benchmarks/publish-peer-kpl" : "benchmarks/publish";
    String main = kpl ? "dev.banyan.bench.kpl.KplWorker" : CandidateWorker.class.getName();
    List<String> jvm =
        List.of("-Xms" + leastMiB + "m", "-Xmx" + mostMiB + "m", "-Dcandidate=" + name);
    String classPath = installation.classPath(module);
    return running.add(WorkerProcess.start(log, main, classPath, jvm, installation.work()));
  }

  List<String> names() {
    return new ArrayList<>(workers.keySet());
  }

  private WorkerProcess worker(String name) {
    WorkerProcess worker = workers.get(name);
    if (worker == null) {
      throw new IllegalArgumentException("no candidate " + name);
    }
    return worker;
  }

  void openAll(boolean limited) {
    names().forEach(name -> open(worker(name), limited, false));
  }

  void closeAll() {
    names().forEach(name -> worker(name).call("close", START));
  }

  private void open(WorkerProcess worker, boolean limited, boolean stalled) {
    worker.call(
        "open",
        START,
        r ->
            r.put("tlsPort", sink.tlsPort())
                .put("limited", limited)
                .put("stalled", stalled)
                .put("folder", installation.work().toString()));
  }

  /** Offers for some time, waits for all answers. */
  Metrics run(String name, Load load) {
    sink.behave(load.behaviour());
    WorkerProcess worker = worker(name);
    Usage before = worker.usage();
    JsonNode run =
        worker.call(
            "run",
            Duration.ofSeconds(load.seconds() + DRAIN_SECONDS),
            r ->
                r.put("seconds", load.seconds())
                    .put("payloadBytes", load.payload())
                    .put("envelopes", load.envelopes())
                    .put("outstanding", load.outstanding()));
    Usage after = worker.usage();
    return RunMetrics.of(run, sink.stats(), after.cpuMillisSince(before), after.rssKib());
  }

  /** Offers a million events that nobody answers to a process of its own with so much heap. */
  Metrics stalled(String name, int payload, int heapMiB, int seconds) {
    sink.behave("stalled");
    WorkerProcess worker = process(name, name + "-stalled", 16, heapMiB);
    try {
      open(worker, false, true);
      JsonNode answer =
          worker.call(
              "offer",
              Duration.ofSeconds(seconds + 60L),
              r -> r.put("events", MILLION).put("payloadBytes", payload).put("seconds", seconds));
      return Metrics.of(answer).with("rssMiB", worker.usage().rssKib() / 1024.0);
    } finally {
      running.stop(worker);
    }
  }
}
