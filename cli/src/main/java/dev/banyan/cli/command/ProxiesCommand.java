package dev.banyan.cli.command;

import dev.banyan.cli.display.Json;
import dev.banyan.cli.display.Table;
import dev.banyan.control.ControlStore;
import dev.banyan.control.ProxyStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code banyan proxies}. */
@Command(
    name = "proxies",
    mixinStandardHelpOptions = true,
    description = "The registered proxies and what they act on; a silent one blocks a switch.")
public final class ProxiesCommand implements Callable<Integer> {

  @Mixin private DeploymentOptions options = new DeploymentOptions();

  @Option(
      names = "--forget",
      paramLabel = "ID",
      description = "Take a proxy off the register. Only one that is dead: it could still route.")
  private @Nullable String forget;

  @Override
  public Integer call() {
    return options.with(deployment -> show(deployment.control()));
  }

  private int show(ControlStore control) {
    if (forget != null) {
      control.forgetProxy(forget);
    }
    List<ProxyStatus> proxies = control.proxies();
    System.out.println(
        options.json() ? Json.of(proxies.stream().map(this::row).toList()) : table(proxies));
    return 0;
  }

  private Map<String, Object> row(ProxyStatus proxy) {
    return Map.of(
        "id", proxy.id(),
        "seenAt", proxy.seenAt().toString(),
        "acknowledged", proxy.acknowledged());
  }

  private static String table(List<ProxyStatus> proxies) {
    Table table = new Table().row("proxy", "seen", "acts on revisions");
    for (ProxyStatus proxy : proxies) {
      long seconds = Instant.now().getEpochSecond() - proxy.seenAt().getEpochSecond();
      table.row(proxy.id(), seconds + " s ago", proxy.acknowledged());
    }
    return table.toString();
  }
}
