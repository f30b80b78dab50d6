package dev.banyan.cli.events;

import dev.banyan.capture.LostPosition;
import dev.banyan.capture.operations.RelayLag;
import dev.banyan.cli.display.Json;
import dev.banyan.cli.display.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code banyan events lag}. */
@Command(
    name = "lag",
    mixinStandardHelpOptions = true,
    description = "How far capture is behind the database. Exit code 1 if it lost its position.")
final class LagCommand implements Callable<Integer> {

  @Mixin private SourceOptions options = new SourceOptions();

  @Override
  public Integer call() {
    try (Source source = options.open()) {
      RelayLag.Report report =
          new RelayLag(source.store(), source.config()).measure(source.kinesis(), source.stream());
      Map<String, Object> fields = fields(report);
      if (options.json()) {
        if (report.lost() != null) {
          fields.put("lostReason", report.lost().reason());
          fields.put("lostCollections", report.lost().collections());
        }
        System.out.println(Json.of(fields));
      } else {
        Table table = new Table();
        fields.forEach(table::row); // why it was lost is a sentence, and follows
        System.out.print(table);
      }
      if (report.position() == null) {
        System.err.println(
            "No relay has run on database '"
                + source.config().database()
                + "'. Is it another one? (--database, or the database in the URI)");
      }
      LostPosition lost = report.lost();
      if (lost != null) {
        System.err.println(
            "capture lost its position of " + lost.collections() + ": " + lost.reason());
      }
      return lost == null ? 0 : 1;
    }
  }

  private static Map<String, Object> fields(RelayLag.Report report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("relay", report.active() ? "active" : "none holds the lease");
    fields.put("epoch", report.epoch());
    fields.put("position", report.position() == null ? "none yet" : report.position().toString());
    fields.put("clusterTime", report.clusterTime().toString());
    fields.put("behindSeconds", report.behind().toSeconds());
    fields.put("behindMillis", report.behind().toMillis());
    fields.put("unsentOutboxEntries", report.unsent());
    fields.put("deadLetters", report.deadLetters());
    LostPosition lost = report.lost();
    fields.put("lost", lost == null ? "no" : "since " + lost.since());
    new TreeMap<>(report.heads())
        .forEach((shard, version) -> fields.put("head of " + shard, version.toString()));
    return fields;
  }
}
