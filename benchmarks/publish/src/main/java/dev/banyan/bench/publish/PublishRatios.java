package dev.banyan.bench.publish;

import dev.banyan.bench.Report;

/** What the figures mean beside each other, and the goals. */
final class PublishRatios {

  private PublishRatios() {}

  static void add(Report report, String ours, String plain, String kpl) {
    report.median("shard", ours, "shardUse").ifPresent(v -> report.ratio("shardUtilisation", v));
    report
        .median("shard", plain, "shardUse")
        .ifPresent(v -> report.ratio("shardUtilisationPlain", v));
    report.median("shard", kpl, "shardUse").ifPresent(v -> report.ratio("shardUtilisationKpl", v));
    report.ratio("cpuVersusKpl", "throughput", "cpuMicrosPerEvent", ours, kpl);
    report.ratio("cpuVersusPlain", "throughput", "cpuMicrosPerEvent", ours, plain);
    report.ratio("eventsVersusKpl", "throughput", "eventsPerSecond", ours, kpl);
    report.ratio("eventsVersusPlain", "throughput", "eventsPerSecond", ours, plain);
    report.atLeast("shardUtilisation", 0.9, report.ratio("shardUtilisation"));
    report.atMost("cpuVersusKpl", 0.5, report.ratio("cpuVersusKpl"));
    report.atMost("heap MiB, stalled", 128, report.median("heap", ours, "heapMiB"));
    report.atMost("overtaken, ours", 0, report.median("failures", ours, "overtaken"));
    report.atLeast("overtaken, plain", 1, report.median("failures", plain, "overtaken"));
    report.atLeast("overtaken, KPL", 1, report.median("failures", kpl, "overtaken"));
  }
}
