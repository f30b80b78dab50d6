package dev.banyan.bench.publish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Running;
import dev.banyan.bench.WorkerProcess;
import dev.banyan.bench.publish.sink.SinkWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The sink's process, seen from the benchmark. */
record Sink(WorkerProcess worker, int tlsPort) {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final double TENTH = 0.1;

  static Sink start(Installation installation, Running running, Path keyStore) {
    WorkerProcess worker =
        running.add(
            WorkerProcess.start(
                "sink",
                SinkWorker.class.getName(),
                installation.classPath("benchmarks/publish"),
                List.of("-Xmx512m", "--add-opens=java.base/java.lang=ALL-UNNAMED"),
                installation.work()));
    JsonNode ports = worker.call("start", LIMIT, r -> r.put("keyStore", keyStore.toString()));
    return new Sink(worker, ports.path("tls").asInt());
  }

  /** Begins to count anew. */
  void behave(String behaviour) {
    worker.call(
        "reset",
        LIMIT,
        r ->
            r.put("failureRate", behaviour.equals("failures") ? TENTH : 0)
                .put("shardLimits", behaviour.equals("limits"))
                .put("stalled", behaviour.equals("stalled")));
  }

  JsonNode stats() {
    return worker.call("stats", LIMIT);
  }
}
