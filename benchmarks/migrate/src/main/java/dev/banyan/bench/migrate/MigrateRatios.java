package dev.banyan.bench.migrate;

import dev.banyan.bench.Report;

/** What the figures mean beside each other, and the goals. */
final class MigrateRatios {

  private static final String RATE = "documentsPerSecond";

  private MigrateRatios() {}

  static void add(Report report) {
    String ours = MigrateBenchmark.RACE_SAFE;
    report.ratio("raceSafeVersusPutItem", "sink", RATE, ours, MigrateBenchmark.PUT);
    report.ratio("raceSafeVersusBatchWrite", "sink", RATE, ours, MigrateBenchmark.BATCH);
    report.ratio("raceSafeVersusBareWriter", "sink", RATE, ours, MigrateBenchmark.BARE);
    report.ratio("dynamoDbLocalVersusBareWriter", "local", RATE, ours, MigrateBenchmark.BARE);
    report.atLeast("versusPutItem", 10, report.ratio("versusPutItem"));
    report.atLeast("versusBatchWrite", 3, report.ratio("versusBatchWrite"));
    report.atLeast("versusBareWriter", 1, report.ratio("versusBareWriter"));
    report.atLeast(
        "dynamoDbLocalVersusBareWriter", 0.8, report.ratio("dynamoDbLocalVersusBareWriter"));
  }
}
