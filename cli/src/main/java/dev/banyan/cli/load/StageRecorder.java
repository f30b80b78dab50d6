package dev.banyan.cli.load;

import dev.banyan.cli.load.LoadReport.Latency;
import dev.banyan.cli.load.LoadReport.Sample;
import dev.banyan.cli.load.LoadReport.Sides;
import dev.banyan.cli.load.LoadReport.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts one stage, in bounded memory. Thread-safe. */
final class StageRecorder {

  static final int MAX_SAMPLES = 20;

  private static final int DETAIL_CHARS = 300;

  private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(2);

  /** Two significant digits cost some 15 KB per operation. */
  private static final int DIGITS = 2;

  private final String name;
  private final Map<Operation, Histogram> histograms = new EnumMap<>(Operation.class);
  private final Histogram all = new Histogram(MAX_MICROS, DIGITS);
  private final Map<String, Long> failuresByKind = new TreeMap<>();
  private final Map<String, Sides> sides = new TreeMap<>();
  private final List<Sample> failureSamples = new ArrayList<>();
  private final List<Sample> staleSamples = new ArrayList<>();
  private long failures;
  private long delayed;
  private long staleReads;
  private long unchecked;

  StageRecorder(String name) {
    this.name = name;
  }

  synchronized void answered(Call call, Answer answer) {
    long micros = Math.min(MAX_MICROS, Math.max(0, TimeUnit.NANOSECONDS.toMicros(answer.nanos())));
    all.recordValue(micros);
    histograms
        .computeIfAbsent(call.operation(), operation -> new Histogram(MAX_MICROS, DIGITS))
        .recordValue(micros);
    if (answer.capability() != null && answer.side() != null) {
      boolean legacy = answer.side().equals("legacy");
      sides.merge(answer.capability(), new Sides(legacy ? 1 : 0, legacy ? 0 : 1), Sides::plus);
    }
  }

  synchronized void failed(Call call, Answer answer, String kind, String user) {
    failures++;
    failuresByKind.merge(call.operation() + ": " + kind, 1L, Long::sum);
    sample(failureSamples, call, answer, kind, user);
  }

  synchronized void stale(Call call, Answer answer, String kind, String user) {
    staleReads++;
    sample(staleSamples, call, answer, kind, user);
  }

  synchronized void unchecked() {
    unchecked++;
  }

  synchronized void delayed() {
    delayed++;
  }

  private void sample(List<Sample> samples, Call call, Answer answer, String kind, String user) {
    if (samples.size() < MAX_SAMPLES) {
      samples.add(
          new Sample(
              Instant.now(),
              name,
              call.operation(),
              kind,
              user,
              call.method(),
              call.path(),
              answer.status(),
              answer.correlationId(),
              answer.side(),
              Duration.ofNanos(answer.nanos()),
              answer.body().substring(0, Math.min(answer.body().length(), DETAIL_CHARS))));
    }
  }

  synchronized Stage report() {
    var latencies = new EnumMap<Operation, Latency>(Operation.class);
    histograms.forEach((operation, histogram) -> latencies.put(operation, latency(histogram)));
    return new Stage(
        name,
        all.getTotalCount(),
        failures,
        delayed,
        staleReads,
        unchecked,
        Map.copyOf(failuresByKind),
        List.copyOf(failureSamples),
        List.copyOf(staleSamples),
        latency(all),
        latencies,
        Map.copyOf(sides));
  }

  private static Latency latency(Histogram histogram) {
    return new Latency(
        histogram.getTotalCount(),
        micros(histogram.getValueAtPercentile(50)),
        micros(histogram.getValueAtPercentile(95)),
        micros(histogram.getValueAtPercentile(99)),
        micros(histogram.getMaxValue()));
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
  }
}
