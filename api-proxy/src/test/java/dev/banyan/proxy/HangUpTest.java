package dev.banyan.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.banyan.proxy.listen.EdgeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;

class HangUpTest {

  private static final String ROUTE =
      "routes:\n  - {method: GET, path: /%s, capability: c, access: read}\n";

  @TempDir Path folder;

  @Test
  void hangUp_reloadsRoutesAndCertificate() throws Exception {
    assumeTrue(
        !System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows"),
        "there is no SIGHUP on Windows");
    assumeTrue(!isIgnored(), "SIGHUP is ignored here, as behind nohup, and stays so in a JVM");
    Path routes = folder.resolve("routes.yaml");
    Files.writeString(routes, ROUTE.formatted("a"));
    TestCertificate certificate = new TestCertificate(folder);
    certificate.put("one");
    ProxyProperties p =
        ProxyRig.withRoutes(
            ProxyRig.properties("http://127.0.0.1:1", "http://127.0.0.1:1"), routes.toString());
    p = ProxyRig.with(p, Records.with(p.routing(), "watch", Duration.ZERO));
    EdgeConfig tls = certificate.edge(Duration.ofHours(1));
    ProxyLifecycle proxy =
        new ProxyLifecycle(ProxyRig.with(p, p.limits(), tls), new TestStore(), () -> {}, "p");
    proxy.start();
    try (Printed printed = new Printed()) {
      Files.writeString(routes, ROUTE.formatted("b"));
      certificate.put("two");

      Signal.raise(new Signal("HUP"));

      ProxyRig.await(() -> printed.lines("1 routes, version") == 1);
      ProxyRig.await(() -> printed.lines("new connections get the certificate") == 1);
    } finally {
      proxy.stop();
    }
  }

  /** As Linux tells; elsewhere it is not known, and taken for not ignored. */
  private static boolean isIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseLong(line.substring(line.length() - 4), 16) & 1) != 0);
  }
}
