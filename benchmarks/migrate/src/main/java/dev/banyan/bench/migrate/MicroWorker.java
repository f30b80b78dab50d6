package dev.banyan.bench.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.bench.Worker;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * JMH on one thread, without the store and the network: {@code measure}. It forks no more, because
 * this process is there for one measurement only.
 */
public final class MicroWorker {

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private MicroWorker() {}

  /** Serves until the parent has gone. */
  public static void main(String[] args) {
    Worker.serve((operation, request, answer) -> measure(request, answer));
  }

  private static void measure(JsonNode request, ObjectNode answer) throws RunnerException {
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include(MappingMicro.class.getName() + "." + request.path("method").asText())
                    .forks(0)
                    .warmupIterations(request.path("warmups").asInt())
                    .measurementIterations(request.path("iterations").asInt())
                    .warmupTime(TimeValue.seconds(1))
                    .measurementTime(TimeValue.seconds(1))
                    .addProfiler(GCProfiler.class)
                    .build())
            .runSingle();
    double perSecond = result.getPrimaryResult().getScore();
    answer
        .put("documentsPerSecond", perSecond)
        .put("megabytesPerSecond", perSecond * MappingMicro.meanBytes() / 1e6);
    result.getSecondaryResults().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(ALLOCATED))
        .map(entry -> (Result<?>) entry.getValue())
        .forEach(allocated -> answer.put("bytesAllocatedPerDocument", allocated.getScore()));
  }
}
