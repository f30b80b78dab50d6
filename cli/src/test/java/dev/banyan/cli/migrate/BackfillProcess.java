package dev.banyan.cli.migrate;

import dev.banyan.cli.BanyanCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The command in a process of its own, as an operator runs it. */
final class BackfillProcess implements AutoCloseable {

  private final Process process;
  private final Path output;

  private BackfillProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; what it prints goes into a file. */
  static BackfillProcess start(
      String mongoUri, URI dynamoDb, Path directory, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                BanyanCommand.class.getName()));
    command.addAll(arguments);
    Path output = Files.createTempFile(directory, "output", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(output.toFile()).directory(directory.toFile());
    builder.environment().put("BANYAN_MONGODB_URI", mongoUri);
    builder.environment().put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString());
    builder.environment().put("AWS_ACCESS_KEY_ID", "banyan");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "banyan");
    builder.environment().put("AWS_REGION", "us-east-1");
    return new BackfillProcess(builder.start(), output);
  }

  /** Waits until something is so, or the process has ended. */
  void awaitOrEnd(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean() && !process.waitFor(2, TimeUnit.MILLISECONDS)) {
      Thread.onSpinWait();
    }
  }

  /** {@code kill -9}; false if it had ended by itself. */
  boolean kill() throws InterruptedException {
    boolean alive = process.isAlive();
    process.destroyForcibly().waitFor();
    return alive && process.exitValue() != 0;
  }

  /** Ctrl-C; where this process was started deaf to it, which children inherit, {@code kill}. */
  void interrupt() throws IOException, InterruptedException {
    String signal = isDeafToInterrupts() ? "-TERM" : "-INT";
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
  }

  /** What a process says that was interrupted, with the shell's 128 and the signal's number. */
  static int interruptedCode() throws IOException {
    return isDeafToInterrupts() ? 143 : 130;
  }

  /** A shell starts what it has in the background so. */
  private static boolean isDeafToInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0;
      }
    }
    return false;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + seconds + " s");
    }
    return process.exitValue();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
