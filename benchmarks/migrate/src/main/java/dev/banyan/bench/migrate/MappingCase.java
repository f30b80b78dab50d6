package dev.banyan.bench.migrate;

import dev.banyan.bench.BenchOptions;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Metrics;
import dev.banyan.bench.Report;
import dev.banyan.bench.Rounds;
import dev.banyan.bench.WorkerProcess;
import java.time.Duration;
import java.util.List;

/** JMH, a fresh process for each method and round. */
final class MappingCase {

  private static final int WARM_UPS = 5;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Installation installation;
  private final BenchOptions options;

  MappingCase(Installation installation, BenchOptions options) {
    this.installation = installation;
    this.options = options;
  }

  void measure(Report report) {
    report.add(
        "mapping", Rounds.run(List.of("banyan", "sdkValues", "comparer"), 1, this::measured));
  }

  private Metrics measured(String method) {
    try (WorkerProcess worker =
        WorkerProcess.start(
            "jmh-" + method,
            MicroWorker.class.getName(),
            installation.classPath("benchmarks/migrate"),
            List.of("-Xmx512m"),
            installation.work())) {
      return Metrics.of(
          worker.call(
              "measure",
              LIMIT,
              request ->
                  request
                      .put("method", method)
                      .put("warmups", options.quick() ? 1 : WARM_UPS)
                      .put("iterations", options.seconds())));
    }
  }
}
