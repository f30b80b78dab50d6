package dev.banyan.bench.migrate;

import dev.banyan.bench.Installation;
import dev.banyan.bench.Running;
import dev.banyan.bench.WorkerProcess;
import java.time.Duration;
import java.util.List;

/** The process of a {@link TableSink}. */
record Sink(WorkerProcess process, String endpoint) {

  static final String TABLE = "bench";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  static Sink start(Installation installation, Running running, String heap) {
    WorkerProcess process =
        running.add(
            WorkerProcess.start(
                "sink-" + heap,
                TableSink.class.getName(),
                installation.classPath("benchmarks/migrate"),
                List.of("-Xmx" + heap),
                installation.work()));
    return new Sink(process, process.call("start", LIMIT).path("uri").asText());
  }

  /** Forgets counts and items, and keeps none from now on. */
  void reset() {
    process.call("reset", LIMIT);
  }

  /** Keeps items from now on. */
  void keep() {
    process.call("keep", LIMIT);
  }

  /** Items that were written since. */
  long items() {
    return process.call("stats", LIMIT).path("items").asLong();
  }
}
