package dev.banyan.cli.events;

import dev.banyan.capture.operations.Reconciliation;
import dev.banyan.capture.operations.ReconciliationReport;
import dev.banyan.capture.operations.ReconciliationReport.Missing;
import dev.banyan.capture.operations.ReconciliationReport.Slice;
import dev.banyan.cli.display.Json;
import dev.banyan.cli.display.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code banyan events reconcile}. */
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    description = {
      "Looks for committed writes that have no event: writes that bypassed capture.",
      "Exit code 1 if there are any."
    })
final class ReconcileCommand implements Callable<Integer> {

  @Mixin private SourceOptions options = new SourceOptions();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      defaultValue = "PT10M",
      description = "Begin of the window, a time or how long ago (default: ${DEFAULT-VALUE}).")
  private String from = "PT10M";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Its end, a time or how long ago (default: now).")
  private @Nullable String to;

  @Option(
      names = "--slice",
      paramLabel = "DURATION",
      defaultValue = "PT1M",
      description = "Counts are told by slices of this length (default: ${DEFAULT-VALUE}).")
  private Duration slice = Duration.ofMinutes(1);

  @Override
  public Integer call() {
    Instant now = Instant.now();
    Instant begin = Times.parse("--from", from, now);
    Instant end = to == null ? now : Times.parse("--to", to, now);
    try (Source source = options.open()) {
      ReconciliationReport report =
          new Reconciliation(source.store(), source.config(), source.kinesis(), source.stream())
              .run(begin, end, slice);
      System.out.println(options.json() ? Json.of(json(report)) : text(report));
      return report.missing() == 0 ? 0 : 1;
    }
  }

  private static Map<String, Object> json(ReconciliationReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", report.from().toString());
    json.put("to", report.to().toString());
    json.put("missing", report.missing());
    json.put("undecodable", report.undecodable());
    json.put("slices", report.slices().stream().map(ReconcileCommand::json).toList());
    json.put("samples", report.samples().stream().map(ReconcileCommand::json).toList());
    return json;
  }

  private static Map<String, Object> json(Slice slice) {
    return Map.of(
        "from", slice.from().toString(),
        "committed", slice.committed(),
        "published", slice.published(),
        "pending", slice.pending(),
        "deadLetters", slice.setAside(),
        "skipped", slice.skipped(),
        "missing", slice.missing());
  }

  private static Map<String, Object> json(Missing missing) {
    return Map.of(
        "collection", missing.collection(),
        "key", missing.key(),
        "type", missing.type(),
        "subject", missing.subject(),
        "sourceVersion", missing.version().toString());
  }

  private static String text(ReconciliationReport report) {
    Table table =
        new Table().row("from", "events due", "published", "pending", "dead letters", "missing");
    for (Slice slice : report.slices()) {
      table.row(
          slice.from(),
          slice.committed(),
          slice.published(),
          slice.pending(),
          slice.setAside(),
          slice.missing());
    }
    return table + summary(report) + samples(report.samples());
  }

  private static String summary(ReconciliationReport report) {
    return report.missing() == 0
        ? "  Every committed write has its event, or its event is on the way."
        : "  "
            + report.missing()
            + " writes have no event: close the gap with 'banyan events resnapshot --collection'";
  }

  private static String samples(List<Missing> samples) {
    StringBuilder text = new StringBuilder();
    for (Missing missing : samples) {
      text.append(
          "%n    %s %s: no %s of %s, version %s"
              .formatted(
                  missing.collection(),
                  missing.key(),
                  missing.type(),
                  missing.subject(),
                  missing.version()));
    }
    return text.toString();
  }
}
