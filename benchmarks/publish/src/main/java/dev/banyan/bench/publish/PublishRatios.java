package dev.banyan.bench.publish;

import dev.banyan.bench.Report;
import java.util.List;

/** What the figures mean beside each other, and the goals. */
final class PublishRatios {

  private PublishRatios() {}

  static void add(Report report, String ours, String plain, String kpl) {
    for (String suffix : List.of("", PublishBenchmark.ENVELOPE)) {
      shardUse(report, suffix, ours, "");
      shardUse(report, suffix, plain, "Plain");
      shardUse(report, suffix, kpl, "Kpl");
      String load = "throughput" + suffix;
      report.ratio("cpuVersusKpl" + suffix, load, "cpuMicrosPerEvent", ours, kpl);
      report.ratio("cpuVersusPlain" + suffix, load, "cpuMicrosPerEvent", ours, plain);
      report.ratio("eventsVersusKpl" + suffix, load, "eventsPerSecond", ours, kpl);
      report.ratio("eventsVersusPlain" + suffix, load, "eventsPerSecond", ours, plain);
    }
    goals(report, ours, plain, kpl);
  }

  private static void shardUse(Report report, String suffix, String candidate, String name) {
    report
        .median("shard" + suffix, candidate, "shardUse")
        .ifPresent(use -> report.ratio("shardUtilisation" + name + suffix, use));
  }

  private static void goals(Report report, String ours, String plain, String kpl) {
    report.atLeast("shardUtilisation", 0.9, report.ratio("shardUtilisation"));
    report.atMost("refused although paced", 0, report.median("shard", ours, "refusedRecords"));
    report.atMost("cpuVersusKpl", 0.5, report.ratio("cpuVersusKpl"));
    report.atMost("heap MiB, stalled", 128, report.median("heap", ours, "heapMiB"));
    report.atLeast("offered, stalled", 1_000_000, report.median("heap", ours, "offered"));
    report.atMost("overtaken, ours", 0, report.median("failures", ours, "overtaken"));
    report.atLeast("overtaken, plain", 1, report.median("failures", plain, "overtaken"));
    report.atLeast("overtaken, KPL", 1, report.median("failures", kpl, "overtaken"));
  }
}
