package dev.banyan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server that is not one of our workers: a peer's program, or the proxy under test. Where {@code
 * setpriv} is installed it also ends when this process is killed hard. Start it from the main
 * thread: the kernel sends that signal when the starting <em>thread</em> ends.
 */
public final class ServerProcess implements AutoCloseable {

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final int START_SECONDS = 60;

  private final String name;
  private final Path log;
  private final Process process;

  private ServerProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a program.
   *
   * @param environment added to this process' own
   */
  public static ServerProcess start(
      String name, List<String> command, Map<String, String> environment, Path logs) {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(SETPRIV)) {
      line.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "TERM"));
    }
    line.addAll(command);
    Path log = logs.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(environment);
    try {
      return new ServerProcess(name, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /** A JVM with this one's {@code java}. */
  public static ServerProcess startJvm(
      String name,
      String classPath,
      List<String> arguments,
      Map<String, String> environment,
      Path logs) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-cp");
    line.add(classPath);
    line.addAll(arguments);
    return start(name, line, environment, logs);
  }

  public long pid() {
    return process.pid();
  }

  /** What the process tree has used so far. */
  public Usage usage() {
    return Usage.of(pid());
  }

  /** Waits until the port takes connections. */
  public void awaitPort(int port) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!accepts(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new BenchException(name + " does not listen on port " + port + ", see " + log);
      }
      Pause.millis(20);
    }
  }

  /** Whether something listens on this port of the loopback address. */
  public static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Waits until the process ends by itself.
   *
   * @throws BenchException if it does not in that time, or failed
   */
  public void awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
          || process.exitValue() != 0) {
        throw new BenchException(name + " failed, see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  @Override
  public void close() {
    ProcessTree.end(process, ProcessTree.PATIENCE);
  }

  @Override
  public String toString() {
    return name + " (pid " + pid() + ")";
  }
}
