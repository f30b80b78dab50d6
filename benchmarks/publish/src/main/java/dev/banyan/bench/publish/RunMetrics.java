package dev.banyan.bench.publish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.bench.Metrics;
import java.util.ArrayList;
import java.util.List;

/** One measurement, from what candidate, sink and operating system say. */
final class RunMetrics {

  private static final double MIB = 1 << 20;
  private static final int RAMP_SECONDS = 2;

  private RunMetrics() {}

  static Metrics of(JsonNode run, JsonNode sink, double cpuMillis, long rssKib) {
    double events = Math.max(1, run.path("acknowledged").asDouble());
    double wire = Math.max(1, sink.path("wireBytes").asDouble());
    return Metrics.NONE
        .with("eventsPerSecond", run.path("eventsPerSecond").asDouble())
        .with("cpuMicrosPerEvent", cpuMillis * 1_000 / events)
        .with("eventBytes", sink.path("eventBytes").asDouble() / events)
        .with("eventsPerRecord", events / Math.max(1, sink.path("records").asDouble()))
        .with("eventShareOfBytes", sink.path("eventBytes").asDouble() / wire)
        .with("shardUse", shardUse(run, sink))
        .with("refusedRecords", sink.path("refused").asDouble())
        .with("overtaken", sink.path("overtaken").asDouble())
        .with("duplicates", sink.path("duplicates").asDouble())
        .with("unsettled", run.path("offered").asDouble() - run.path("acknowledged").asDouble())
        .with("rssMiB", rssKib / 1024.0);
  }

  /**
   * Event bytes stored per second, median of the full seconds of offering without the first two, as
   * a share of the 1 MiB that a shard takes. Above 1 where the limits do not hold.
   */
  private static double shardUse(JsonNode run, JsonNode sink) {
    List<Double> seconds = new ArrayList<>();
    int full = (int) run.path("seconds").asDouble();
    int from = full > RAMP_SECONDS + 1 ? RAMP_SECONDS : 0;
    for (int second = from; second < full; second++) {
      seconds.add(sink.path("eventBytesPerSecond").path(second).asDouble());
    }
    List<Metrics> samples = seconds.stream().map(s -> Metrics.NONE.with("s", s)).toList();
    return samples.isEmpty() ? Double.NaN : Metrics.median(samples).get("s") / MIB;
  }
}
