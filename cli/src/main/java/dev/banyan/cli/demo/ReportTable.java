package dev.banyan.cli.demo;

import dev.banyan.cli.display.Table;

/** The report for a person. */
final class ReportTable {

  private ReportTable() {}

  static String of(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(System.lineSeparator());
    for (Report.Moved moved : report.capabilities()) {
      text.append(requests(report, moved)).append(System.lineSeparator());
    }
    text.append(facts(report)).append(System.lineSeparator());
    text.append(verdict(report));
    return text.toString();
  }

  private static Table requests(Report report, Report.Moved moved) {
    Table table = new Table();
    table.row(moved.name(), "legacy", "serverless", "p50 ms", "p99 ms");
    for (Report.StageRequests stage : moved.stages()) {
      Report.Latency latency =
          report
              .load()
              .latencyMs()
              .getOrDefault(
                  CapabilityMigration.label(moved.name(), stage.stage()), new Report.Latency(0, 0));
      table.row(
          "  " + stage.stage(),
          "%,d".formatted(stage.legacyRequests()),
          "%,d".formatted(stage.serverlessRequests()),
          "%.1f".formatted(latency.p50()),
          "%.1f".formatted(latency.p99()));
    }
    return table;
  }

  private static Table facts(Report report) {
    Table table = new Table();
    table.row("documents copied", sum(report, true));
    table.row("verification differences", sum(report, false));
    for (Report.Moved moved : report.capabilities()) {
      if (moved.cutover() != null) {
        table.row(
            "writes of " + moved.name() + " held",
            "%,d for %d ms at most"
                .formatted(moved.cutover().heldRequests(), moved.cutover().holdMillis()));
      }
    }
    Report.AuditResult audit = report.audit();
    table.row("requests", "%,d".formatted(report.load().requests()));
    if (report.load().leastRatePerSecond() < report.load().ratePerSecond()) {
      table.row(
          "  eased from %.0f/s to".formatted(report.load().ratePerSecond()),
          "%.0f/s".formatted(report.load().leastRatePerSecond()));
    }
    table.row("  failed", "%,d".formatted(report.load().failed()));
    table.row("  own writes not seen", "%,d".formatted(report.load().staleReads()));
    table.row("follows acknowledged", "%,d".formatted(audit.expectedFollows()));
    table.row("  in MongoDB", "%,d".formatted(audit.legacyFollows()));
    table.row("  in DynamoDB", "%,d".formatted(audit.serverlessFollows()));
    table.row("  missing", "%,d".formatted(audit.missing()));
    table.row("  extra", "%,d".formatted(audit.extra()));
    table.row("posts acknowledged", "%,d".formatted(audit.expectedPosts()));
    table.row("  missing, extra", audit.missingPosts() + ", " + audit.extraPosts());
    table.row(
        "home feeds compared",
        "%d, %d differ".formatted(audit.feedsCompared(), audit.feedDifferences()));
    table.row("dead letters", "%,d".formatted(audit.deadLetters()));
    table.row(
        "time, memory",
        "%.0f s, %,d MB at most over all processes"
            .formatted(report.resources().seconds(), report.resources().peakResidentMegabytes()));
    return table;
  }

  private static String sum(Report report, boolean copied) {
    long sum =
        report.capabilities().stream()
            .mapToLong(
                moved -> copied ? moved.backfill().documents() : moved.verification().differences())
            .sum();
    return "%,d".formatted(sum);
  }

  private static String verdict(Report report) {
    if (report.passed()) {
      return "  Nothing acknowledged is missing, nothing extra is there, no request failed.";
    }
    StringBuilder text = new StringBuilder("  NOT PASSED:").append(System.lineSeparator());
    report.problems().forEach(problem -> text.append("    ").append(problem).append('\n'));
    report.audit().samples().stream()
        .limit(10)
        .forEach(line -> text.append("    ").append(line).append('\n'));
    report.load().failures().stream()
        .limit(10)
        .forEach(line -> text.append("    ").append(line).append('\n'));
    return text.toString().stripTrailing();
  }
}
