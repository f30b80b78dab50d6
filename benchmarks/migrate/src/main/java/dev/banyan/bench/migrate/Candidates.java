package dev.banyan.bench.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Metrics;
import dev.banyan.bench.Running;
import dev.banyan.bench.Usage;
import dev.banyan.bench.WorkerProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who copies or verifies, each in a process of its own that stays for all rounds. */
final class Candidates {

  static final String BATCH_PATH = "banyan-batch";
  static final String RACE_SAFE = "banyan-race-safe";
  static final String PUT = "spring-batch-put-item";
  static final String BATCH = "spring-batch-batch-write";
  static final String BARE = "bare-batch-write";
  static final String VERIFY = "banyan-verify";

  private static final Duration LIMIT = Duration.ofMinutes(15);

  private final Installation installation;
  private final Running running;
  private final String heap;
  private final Map<String, WorkerProcess> processes = new LinkedHashMap<>();

  /**
   * @param heap of each, as for {@code -Xmx}
   */
  Candidates(Installation installation, Running running, String heap) {
    this.installation = installation;
    this.running = running;
    this.heap = heap;
  }

  /** Runs one, in its process, which is started if there is none yet. */
  Metrics run(String name, Copy.Order order) {
    WorkerProcess worker = processes.computeIfAbsent(name, this::start);
    Usage before = worker.usage();
    JsonNode answer =
        worker.call(
            "copy",
            LIMIT,
            request ->
                request
                    .put("source", order.source())
                    .put("endpoint", order.endpoint())
                    .put("table", order.table())
                    .put("documents", order.documents()));
    Usage after = worker.usage();
    return Metrics.NONE
        .with("documentsPerSecond", order.documents() / answer.path("seconds").asDouble())
        .with("cpuMicrosPerDocument", after.cpuMillisSince(before) * 1_000 / order.documents())
        .with("peakHeapMiB", answer.path("peakHeapMiB").asDouble())
        .with("heapLimitMiB", answer.path("heapLimitMiB").asDouble())
        .with("rssMiB", after.rssKib() / 1024.0);
  }

  private WorkerProcess start(String name) {
    return running.add(
        WorkerProcess.start(
            name + "-" + heap,
            CopyWorker.class.getName(),
            installation.classPath("benchmarks/migrate"),
            List.of(
                "-Xmx" + heap,
                "-Dcandidate=" + name,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
            installation.work()));
  }

  /** Ends all processes. */
  void stop() {
    processes.values().forEach(running::stop);
    processes.clear();
  }
}
