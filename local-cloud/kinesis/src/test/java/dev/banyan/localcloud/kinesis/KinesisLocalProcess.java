package dev.banyan.localcloud.kinesis;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** npm's kinesis-local in a process of its own: another implementation of the same API. */
final class KinesisLocalProcess implements AutoCloseable {

  private static final String PACKAGE = "kinesis-local@0.6.2";
  private static final Path FOLDER = Path.of("target", "kinesis-local");
  private static final Path MODULE = FOLDER.resolve("node_modules/kinesis-local");
  private static final Duration INSTALL_TIME = Duration.ofSeconds(40);
  private static final Duration START_TIME = Duration.ofSeconds(20);

  private final Process process;
  private final int port;

  private KinesisLocalProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Why it cannot run here, or nothing if it can: then it is installed. */
  static Optional<String> missing() {
    if (!succeeds(Duration.ofSeconds(10), "node", "--version")) {
      return Optional.of("node is not on the path");
    }
    if (Files.exists(MODULE.resolve("main.js"))) {
      return Optional.empty();
    }
    boolean installed =
        succeeds(
            INSTALL_TIME,
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--prefix",
            FOLDER.toString(),
            PACKAGE);
    return installed
        ? Optional.empty()
        : Optional.of("npm cannot install " + PACKAGE + "; see " + FOLDER + "/output.log");
  }

  static KinesisLocalProcess start() throws IOException {
    int port = freePort();
    ProcessBuilder builder = builder("node", MODULE.resolve("main.js").toString());
    builder.environment().put("KINESIS_MOCK_CERT_PATH", MODULE.resolve("server.json").toString());
    builder.environment().put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(port));
    builder.environment().put("KINESIS_MOCK_TLS_PORT", Integer.toString(freePort()));
    builder.environment().put("LOG_LEVEL", "ERROR");
    builder.environment().put("SHARD_LIMIT", "500");
    for (String call : List.of("CREATE", "DELETE", "SPLIT_SHARD", "MERGE_SHARDS", "UPDATE")) {
      builder.environment().put(durationOf(call), "20ms");
    }
    KinesisLocalProcess started = new KinesisLocalProcess(builder.start(), port);
    started.awaitListening();
    return started;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Kills it hard: under load it may ignore SIGTERM. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String durationOf(String call) {
    return switch (call) {
      case "CREATE", "DELETE" -> call + "_STREAM_DURATION";
      case "UPDATE" -> "UPDATE_SHARD_COUNT_DURATION";
      default -> call + "_DURATION";
    };
  }

  private void awaitListening() throws IOException {
    long deadline = System.nanoTime() + START_TIME.toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IOException("kinesis-local did not start; see " + FOLDER + "/output.log");
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean succeeds(Duration time, String... command) {
    try {
      Process process = builder(command).start();
      boolean ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ProcessBuilder builder(String... command) throws IOException {
    Files.createDirectories(FOLDER);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(FOLDER.resolve("output.log").toFile()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
