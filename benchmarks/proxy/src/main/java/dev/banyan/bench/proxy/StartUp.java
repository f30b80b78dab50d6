package dev.banyan.bench.proxy;

import dev.banyan.bench.BenchException;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Metrics;
import dev.banyan.bench.Pause;
import dev.banyan.bench.Ports;
import dev.banyan.bench.Rounds;
import dev.banyan.bench.Running;
import dev.banyan.bench.ServerProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * From the start of the process to the first answered request, with and without an archive of
 * classes (JDK 13's {@code -XX:ArchiveClassesAtExit}).
 */
final class StartUp {

  private static final int LIMIT_MILLIS = 60_000;

  private static final Duration ARCHIVE_PATIENCE = Duration.ofSeconds(90);

  private final BanyanServer server;
  private final Installation installation;
  private final Running running;
  private final int upstream;

  StartUp(BanyanServer server, Installation installation, Running running, int upstream) {
    this.server = server;
    this.installation = installation;
    this.running = running;
    this.upstream = upstream;
  }

  Map<String, List<Metrics>> measure(int rounds) {
    Path archive = installation.work().resolve("proxy.jsa");
    ServerProcess training = running.add(server.train(archive));
    training.awaitEnd(ARCHIVE_PATIENCE);
    running.stop(training);
    if (!Files.exists(archive)) {
      throw new BenchException("the JVM made no archive, see training.log");
    }
    Map<String, List<String>> variants =
        Map.of(
            "without-archive",
            List.of(),
            "with-archive",
            List.of("-XX:SharedArchiveFile=" + archive));
    return Rounds.run(
        List.of("without-archive", "with-archive"),
        rounds,
        name -> start(name, variants.getOrDefault(name, List.of())));
  }

  private Metrics start(String name, List<String> jvm) {
    int port = Ports.free();
    long began = System.nanoTime();
    ServerProcess process = running.add(server.start(name, port, upstream, upstream, jvm));
    awaitAnswer(port, began);
    double millis = (System.nanoTime() - began) / 1e6;
    double rss = process.usage().rssKib() / 1024.0;
    running.stop(process);
    return Metrics.NONE.with("startMillis", millis).with("rssMiB", rss);
  }

  private static void awaitAnswer(int port, long began) {
    URI uri = URI.create("http://127.0.0.1:" + port + "/small/1");
    while (!listens(port) || !answers(uri)) {
      if ((System.nanoTime() - began) / 1e6 > LIMIT_MILLIS) {
        throw new BenchException("the proxy does not answer on port " + port);
      }
      Pause.millis(5);
    }
  }

  /**
   * Asked first: a connection that is refused costs the two processors less than a request does.
   */
  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean answers(URI uri) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(500);
      connection.setReadTimeout(5_000);
      boolean ok = connection.getResponseCode() == 200;
      connection.getInputStream().close();
      return ok;
    } catch (IOException e) {
      return false;
    }
  }
}
