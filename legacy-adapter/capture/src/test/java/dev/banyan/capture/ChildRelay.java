package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A {@link CrashChild} seen from outside. */
final class ChildRelay implements AutoCloseable {

  /** A JVM starts in a second; on a machine that is busy with other builds, in tens of them. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Process process;
  private final List<String> states = new CopyOnWriteArrayList<>();

  ChildRelay(String mongo, URI kinesis) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    this.process =
        new ProcessBuilder(
                java,
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                CrashChild.class.getName(),
                mongo,
                kinesis.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Thread reader = new Thread(this::read, "child-relay");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        states.add(line);
      }
    } catch (IOException e) {
      // killed
    }
  }

  void awaitState(RelayStatus.State state) {
    Await.until(
        START_LIMIT,
        () -> assertThat(states).isNotEmpty().last().asString().endsWith(state.toString()));
  }

  List<String> states() {
    return List.copyOf(states);
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGSTOP or SIGCONT. */
  void signal(String name) throws Exception {
    int code = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    assertThat(code).isZero();
  }

  @Override
  public void close() {
    kill();
  }
}
