package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.banyan.proxy.upstream.PoolConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every request of the tables through the proxy to servers of other makes, over one connection that
 * the next request uses too: a server must read as many requests as the client meant, and the next
 * request as it was sent. Those of the collection (see {@link CollectedVectorsTest}) too, where it
 * is at hand. Wants nginx and HAProxy as Debian installs them, and skips without.
 */
@Tag("soak")
class ForeignServersSoakTest {

  private static final int SILENCE_MILLIS = 30;

  @TempDir private Path directory;
  private final List<String> differences = new ArrayList<>();
  private int sentinels;
  private int read;
  private int meant;

  @Test
  void nginx_readsWhatTheClientMeant() throws Exception {
    assumeThat(ForeignServer.isInstalled("nginx")).as("nginx in /usr/sbin").isTrue();
    run(ForeignServer.nginx(directory));
  }

  @Test
  void haproxy_readsWhatTheClientMeant() throws Exception {
    assumeThat(ForeignServer.isInstalled("haproxy")).as("HAProxy in /usr/sbin").isTrue();
    run(ForeignServer.haproxy(directory));
  }

  @Test
  void tomcat_readsWhatTheClientMeant() throws Exception {
    run(ForeignServer.tomcat(directory));
  }

  private void run(ForeignServer server) throws Exception {
    PoolConfig d = PoolConfig.DEFAULT;
    PoolConfig one =
        new PoolConfig(1, d.queue(), d.connect(), d.keepAlive(), d.idle(), false, false);
    int sent = 0;
    try (server;
        ProxyRig rig =
            new ProxyRig(
                p ->
                    Records.with(
                        Records.with(
                            ProxyRig.withServerless(
                                ProxyRig.withLegacy(p, server.url()), server.url()),
                            "pool",
                            one),
                        "eventLoops",
                        1))) {
      sentinel(rig.proxy.port(), server);
      for (RequestVectorsTest.Vector vector : RequestVectorsTest.vectors().toList()) {
        send(rig.proxy.port(), server, vector);
        sent++;
      }
      for (RequestVectorsTest.Vector vector : CollectedVectorsTest.requests()) {
        send(rig.proxy.port(), server, vector);
        sent++;
      }
    }
    System.out.printf(
        "%s: %d vectors, %d requests meant, %d read%n", server.name, sent, meant, read);
    assertThat(differences).isEmpty();
    assertThat(sent).isGreaterThan(500);
  }

  private void send(int port, ForeignServer server, RequestVectorsTest.Vector vector)
      throws Exception {
    RawClient.Back back = RawClient.untilSilence(port, vector.request(), SILENCE_MILLIS);
    List<String> lines = sentinel(port, server);
    long expected = expected(vector, back);
    meant += (int) expected;
    read += lines.size();
    if (lines.size() != expected) {
      differences.add(vector.name() + ": meant " + expected + ", read " + lines + ", " + back);
    }
  }

  /** Where the table does not say it, as many as a side has answered. */
  private static long expected(RequestVectorsTest.Vector vector, RawClient.Back back) {
    return switch (vector.expectation()) {
      case "ok", "first", "continue", "close" -> 1;
      case "answered", "collected" ->
          back.text().lines().filter(l -> l.startsWith("X-Banyan-Side")).count();
      default -> 0;
    };
  }

  /** The next request, over the same connection to the server; what the server read before it. */
  private List<String> sentinel(int port, ForeignServer server)
      throws IOException, InterruptedException {
    String line = "GET /sentinel-" + ++sentinels + " HTTP/1.1";
    RawClient.Back back =
        RawClient.send(
            port,
            RawClient.bytes(line + "\r\nHost: h\r\nConnection: close\r\n\r\n"),
            RawClient.PATIENCE_MILLIS);
    if (!back.statuses().equals(List.of(200)) || !back.text().endsWith("seen")) {
      differences.add("the request behind is answered " + back);
    }
    return server.log.upTo("/sentinel-" + sentinels + " ");
  }
}
