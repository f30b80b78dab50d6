package dev.banyan.localcloud.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that runs behind {@link ParentWatch}: it ends with this process at the latest. Thread-safe.
 *
 * <p>The class path of the child must hold {@link ParentWatch}.
 */
public final class ChildJvm implements AutoCloseable {

  private static final Duration DEFAULT_STOP_TIME = Duration.ofSeconds(5);

  private final Process process;
  private final String name;

  private ChildJvm(Process process, String name) {
    this.process = process;
    this.name = name;
  }

  /**
   * Starts the JVM and returns without waiting for its main class.
   *
   * @throws UncheckedIOException if the program or the log file's folder cannot be used
   */
  public static ChildJvm start(JvmCommand command) {
    try {
      return new ChildJvm(builder(command).start(), command.mainClass());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a JVM for " + command.mainClass(), e);
    }
  }

  private static ProcessBuilder builder(JvmCommand command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.commandLine());
    builder.environment().put("CLASSPATH", command.classPath());
    builder.environment().putAll(command.environment());
    Path directory = command.directory();
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    Redirect output = output(command.logFile());
    builder.redirectError(output);
    builder.redirectOutput(command.stdoutPiped() ? Redirect.PIPE : output);
    return builder;
  }

  private static Redirect output(@Nullable Path logFile) throws IOException {
    if (logFile == null) {
      return Redirect.INHERIT;
    }
    Path folder = logFile.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return Redirect.appendTo(logFile.toFile());
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code when the child has ended. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** What the child prints, if {@link JvmCommand#stdoutPiped()}; empty otherwise. */
  public InputStream stdout() {
    return process.getInputStream();
  }

  /** Stops the child within about five seconds; see {@link #stop(Duration)}. */
  @Override
  public void close() {
    stop(DEFAULT_STOP_TIME);
  }

  /**
   * Ends the child and waits for it.
   *
   * <ol>
   *   <li>its standard input is closed and SIGTERM sent: shutdown hooks run,
   *   <li>after {@code patience} it is killed hard.
   * </ol>
   *
   * @return true if it ended by itself, false if it had to be killed
   */
  public boolean stop(Duration patience) {
    closeInput();
    // Process.destroy() would also close the pipe that the child's last words come through.
    process.toHandle().destroy();
    boolean ended = awaitEnd(patience);
    if (!ended) {
      process.destroyForcibly();
      awaitEnd(DEFAULT_STOP_TIME);
    }
    return ended;
  }

  /** Kills the child at once, without its shutdown hooks, as a crash would. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(DEFAULT_STOP_TIME);
  }

  private void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has gone already, which is what was wanted.
    }
  }

  private boolean awaitEnd(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public String toString() {
    return "ChildJvm[" + name + ", pid " + pid() + "]";
  }
}
