package dev.banyan.cli.command;

import dev.banyan.cli.display.Json;
import dev.banyan.cli.display.Table;
import dev.banyan.cli.run.Run;
import dev.banyan.control.Capability;
import dev.banyan.control.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code banyan status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Where each capability stands: stages, owner, evidence, watermark, dead letters.")
public final class StatusCommand implements Callable<Integer> {

  @Mixin private RunningOptions options = new RunningOptions();

  @Override
  public Integer call() {
    try (Run run = options.open()) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (Capability capability : run.control().capabilities()) {
        rows.add(row(run, capability));
      }
      System.out.println(options.json() ? Json.of(Map.of("capabilities", rows)) : table(rows));
      return 0;
    }
  }

  private static Map<String, Object> row(Run run, Capability capability) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("capability", capability.name());
    row.put("reads", capability.readStage().toString());
    row.put("writes", capability.writeStage().name());
    row.put("owner", capability.owner().name());
    row.put("revision", capability.revision());
    row.put("backfill", evidence(run, capability, Evidence.Kind.BACKFILL));
    row.put("verification", evidence(run, capability, Evidence.Kind.VERIFICATION));
    row.put(
        "watermark", run.watermarks().read(capability.name()).map(Object::toString).orElse("-"));
    row.put("deadLetters", run.deadLetters().count(capability.name()));
    return row;
  }

  private static String evidence(Run run, Capability capability, Evidence.Kind kind) {
    return run.control()
        .evidence(capability.name(), kind)
        .map(evidence -> (evidence.good() ? "good" : "bad") + " until " + evidence.expiresAt())
        .orElse("none");
  }

  private static String table(List<Map<String, Object>> rows) {
    if (rows.isEmpty()) {
      return "No capability is known yet.";
    }
    Table table = new Table();
    rows.get(0)
        .keySet()
        .forEach(
            name -> {
              List<Object> cells = new ArrayList<>(List.of(name));
              rows.forEach(row -> cells.add(String.valueOf(row.get(name))));
              table.row(cells.toArray());
            });
    return table.toString();
  }
}
