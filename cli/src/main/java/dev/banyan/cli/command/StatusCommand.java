package dev.banyan.cli.command;

import dev.banyan.cli.display.Json;
import dev.banyan.cli.display.Table;
import dev.banyan.cli.run.Deployment;
import dev.banyan.control.Capability;
import dev.banyan.control.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** {@code banyan status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Where each capability stands: stages, owner, evidence, watermark, dead letters.")
public final class StatusCommand implements Callable<Integer> {

  @Mixin private DeploymentOptions options = new DeploymentOptions();

  @Override
  public Integer call() {
    return options.with(this::show);
  }

  private int show(Deployment deployment) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Capability capability : deployment.control().capabilities()) {
      rows.add(row(deployment, capability));
    }
    System.out.println(options.json() ? Json.of(Map.of("capabilities", rows)) : table(rows));
    return 0;
  }

  private static Map<String, Object> row(Deployment deployment, Capability capability) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("capability", capability.name());
    row.put("reads", capability.readStage().toString());
    row.put("writes", capability.writeStage().name());
    row.put("owner", capability.owner().name());
    row.put("revision", capability.revision());
    row.put("backfill", evidence(deployment, capability, Evidence.Kind.BACKFILL));
    row.put("verification", evidence(deployment, capability, Evidence.Kind.VERIFICATION));
    row.put(
        "watermark",
        known(() -> deployment.watermarks().read(capability.name()).map(Object::toString))
            .orElse("-"));
    row.put(
        "deadLetters",
        known(() -> Optional.<Object>of(deployment.deadLetters().count(capability.name())))
            .orElse("-"));
    return row;
  }

  /** Nothing where the services have no such table: those of other makes need not. */
  private static <T> Optional<T> known(Supplier<Optional<T>> asked) {
    try {
      return asked.get();
    } catch (ResourceNotFoundException e) {
      return Optional.empty();
    }
  }

  private static String evidence(Deployment deployment, Capability capability, Evidence.Kind kind) {
    return deployment
        .control()
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
