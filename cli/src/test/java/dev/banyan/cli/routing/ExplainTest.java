package dev.banyan.cli.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.CommandRun;
import dev.banyan.control.AuditEntry;
import dev.banyan.control.Capability;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.control.ReadStage;
import dev.banyan.proxy.BanyanProxy;
import dev.banyan.proxy.LimitsConfig;
import dev.banyan.proxy.ProxyProperties;
import dev.banyan.proxy.RoutingConfig;
import dev.banyan.proxy.admin.AdminConfig;
import dev.banyan.proxy.control.ControlConfig;
import dev.banyan.proxy.forward.BreakerConfig;
import dev.banyan.proxy.hold.HoldConfig;
import dev.banyan.proxy.listen.EdgeConfig;
import dev.banyan.proxy.ownwrites.OwnWritesConfig;
import dev.banyan.proxy.shadow.ShadowConfig;
import dev.banyan.proxy.upstream.PoolConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code banyan route explain} against a proxy that runs; its sides need not. */
class ExplainTest {

  private static final String ROUTES =
      """
      routes:
        - {method: GET, path: "/feed/{id}", capability: feed, access: read}
        - {method: PUT, path: "/feed/{id}", capability: feed, access: write}
      capabilities:
        feed: {include: [alice], exclude: [mallory]}
      """;

  @TempDir Path folder;
  private final InMemoryControlStore store = new InMemoryControlStore();

  private ProxyProperties properties() throws Exception {
    Path routes = Files.writeString(folder.resolve("routes.yaml"), ROUTES);
    return new ProxyProperties(
        "127.0.0.1",
        0,
        "http://127.0.0.1:1",
        "http://127.0.0.1:1",
        routes.toString(),
        1,
        false,
        ControlConfig.DEFAULT,
        HoldConfig.DEFAULT,
        OwnWritesConfig.DEFAULT,
        ShadowConfig.DEFAULT,
        PoolConfig.DEFAULT,
        BreakerConfig.DEFAULT,
        LimitsConfig.DEFAULT,
        new AdminConfig("127.0.0.1", 0, "secret", "unused"),
        EdgeConfig.DEFAULT,
        RoutingConfig.DEFAULT);
  }

  private CommandRun explain(BanyanProxy proxy, String... arguments) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "secret");
    List<String> all = new ArrayList<>(List.of("route", "explain"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--admin", "http://127.0.0.1:" + proxy.adminPort()));
    all.addAll(List.of("--admin-token-file", token.toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void explain_saysWhereAndWhyForEachUser() throws Exception {
    Capability canary =
        store.create(Capability.inLegacy("feed")).withReadStage(ReadStage.canary(50));
    store.replace(
        canary, new AuditEntry("feed", canary.revision(), Instant.now(), "test", "canary", ""));
    try (BanyanProxy proxy = BanyanProxy.start(properties(), store, Clock.systemUTC(), "p")) {
      assertThat(explain(proxy, "GET", "/feed/a", "--user", "alice").out())
          .contains("GET /feed/a of alice goes to serverless")
          .contains("CANARY(50)")
          .contains("legacy answers");
      assertThat(explain(proxy, "GET", "/feed/a", "--user", "mallory").out())
          .contains("of mallory goes to legacy");
      assertThat(explain(proxy, "GET", "/feed/a").out()).contains("goes to legacy");
      assertThat(explain(proxy, "put", "/feed/a", "--user", "alice").out())
          .contains("goes to legacy");
      assertThat(explain(proxy, "GET", "/none", "--user", "alice").out()).contains("legacy");
    }
  }
}
