package dev.banyan.bench.migrate;

import dev.banyan.bench.Report;

/** What the figures mean beside each other, and the goals. */
final class MigrateRatios {

  private static final String RATE = "documentsPerSecond";

  private MigrateRatios() {}

  static void add(Report report) {
    versus(report, "versus", Candidates.BATCH_PATH);
    versus(report, "raceSafeVersus", Candidates.RACE_SAFE);
    report.ratio("dynamoDbLocalVersusBareWriter", "local", RATE, Candidates.BATCH_PATH, BARE);
    report.ratio(
        "raceSafeDynamoDbLocalVersusBareWriter", "local", RATE, Candidates.RACE_SAFE, BARE);
    report.ratio("mappingVersusSdkValues", "mapping", RATE, "banyan", "sdkValues");
    report.atLeast("versusPutItem", 10, report.ratio("versusPutItem"));
    report.atLeast("versusBatchWrite", 3, report.ratio("versusBatchWrite"));
    report.atLeast("versusBareWriter", 1, report.ratio("versusBareWriter"));
    report.atLeast(
        "dynamoDbLocalVersusBareWriter", 0.8, report.ratio("dynamoDbLocalVersusBareWriter"));
    report.atLeast(
        "verifiedDocumentsPerSecond", 50_000, report.median("verify", Candidates.VERIFY, RATE));
    report.atMost(
        "largeCopyPeakHeapMiB", 256, report.median("large", Candidates.BATCH_PATH, "peakHeapMiB"));
    report.atMost(
        "largeVerifyPeakHeapMiB", 256, report.median("large", Candidates.VERIFY, "peakHeapMiB"));
  }

  private static final String BARE = Candidates.BARE;

  private static void versus(Report report, String prefix, String ours) {
    report.ratio(prefix + "PutItem", "sink", RATE, ours, Candidates.PUT);
    report.ratio(prefix + "BatchWrite", "sink", RATE, ours, Candidates.BATCH);
    report.ratio(prefix + "BareWriter", "sink", RATE, ours, BARE);
  }
}
