package dev.banyan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.CommandRun;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** The commands on a control table, with no local run. */
@Timeout(120)
final class DeploymentCommandsIT {

  private static DynamoDBProxyServer dynamoDb;
  private static String endpoint;

  @TempDir Path empty;

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    endpoint = "http://127.0.0.1:" + port;
    dynamoDb =
        ServerRunner.createServerFromCommandLineArgs(
            new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(port)});
    dynamoDb.start();
  }

  @AfterAll
  static void stop() throws Exception {
    dynamoDb.stop();
  }

  private static CommandRun at(String table, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--aws-endpoint", endpoint, "--control-table", table));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void reads_goForwardByEvidenceOrReason_andBackAtOnce() {
    assertThat(at("one", "capabilities", "add", "orders", "--create-table").exitCode()).isZero();

    CommandRun refused = at("one", "canary", "orders", "10");
    assertThat(refused.exitCode()).isOne();
    assertThat(refused.out()).contains("backfill evidence: there is none");

    CommandRun moved = at("one", "canary", "orders", "10", "--override", "a trial");
    assertThat(moved.exitCode()).isZero();
    assertThat(moved.out()).contains("orders: reads are at CANARY(10)");
    assertThat(at("one", "status", "--output", "json").out()).contains("\"CANARY(10)\"");

    assertThat(at("one", "canary", "orders", "0").out()).contains("orders: reads are at LEGACY");
    assertThat(at("one", "proxies").exitCode()).isZero();
  }

  @Test
  void add_ofWhatIsThere_changesNothing() {
    at("two", "capabilities", "add", "orders", "--create-table");
    at("two", "shadow", "orders", "--override", "a trial");

    CommandRun again = at("two", "capabilities", "add", "orders", "invoices", "--create-table");

    assertThat(again.out()).contains("orders: was there already, reads are at SHADOW");
    assertThat(again.out()).contains("invoices: added, reads are at LEGACY");
  }

  @Test
  void switching_saysWhatItLacks() {
    at("three", "capabilities", "add", "orders", "--create-table");

    CommandRun noMongo = at("three", "switch", "orders", "--dry-run", "--mongo-uri", "");
    assertThat(noMongo.exitCode()).isEqualTo(2);
    assertThat(noMongo.err()).contains("give --mongo-uri");

    CommandRun noServices =
        at("three", "switch", "orders", "--dry-run", "--mongo-uri", "mongodb://127.0.0.1:1/shop");
    assertThat(noServices.exitCode()).isOne();
    assertThat(noServices.out())
        .contains("read stage is LEGACY", "banyan-watermarks", "Not ready: nothing was changed.");
  }

  @Test
  void badInput_isNamed() {
    assertThat(at("none", "status").err()).contains("none does not exist", "--create-table");
    assertThat(at("none", "capabilities", "add", "Orders").exitCode()).isEqualTo(2);
    at("four", "capabilities", "add", "orders", "--create-table");
    assertThat(at("four", "canary", "order", "10").err())
        .contains("there is no capability 'order'", "capabilities add order");
    assertThat(CommandRun.of("status", "--state-dir", empty.toString()).err())
        .contains("no run in");
  }
}
