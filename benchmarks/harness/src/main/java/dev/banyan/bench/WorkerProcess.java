package dev.banyan.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A JVM that measures or serves, and is told what to do over its standard streams. */
public final class WorkerProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter requests;

  private WorkerProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a JVM.
   *
   * @param name for messages and the log file
   * @param logs folder of log files
   */
  public static WorkerProcess start(
      String name, String mainClass, String classPath, List<String> jvmArgs, Path logs) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvmArgs);
    line.add(mainClass);
    Path log = logs.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("CLASSPATH", classPath);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new WorkerProcess(name, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a JVM for " + name, e);
    }
  }

  /** Process id of the JVM. */
  public long pid() {
    return process.pid();
  }

  /** A call without parameters. */
  public JsonNode call(String operation, Duration limit) {
    return call(operation, limit, request -> {});
  }

  /**
   * Calls and waits for the answer.
   *
   * @throws BenchException if the worker answers with an error, has ended, or is too late
   */
  public JsonNode call(String operation, Duration limit, Consumer<ObjectNode> parameters) {
    ObjectNode request = JSON.createObjectNode().put("op", operation);
    parameters.accept(request);
    FutureTask<@Nullable String> line = new FutureTask<>(() -> exchange(request));
    Thread thread = new Thread(line, name + "-" + operation);
    thread.setDaemon(true);
    thread.start();
    try {
      return checked(operation, line.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw failure(operation, "no answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw failure(operation, String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(operation, "interrupted", e);
    }
  }

  private @Nullable String exchange(ObjectNode request) throws IOException {
    requests.write(JSON.writeValueAsString(request));
    requests.newLine();
    requests.flush();
    return answers.readLine();
  }

  private JsonNode checked(String operation, @Nullable String line) {
    if (line == null) {
      throw failure(operation, "the process has ended", null);
    }
    try {
      JsonNode answer = JSON.readTree(line);
      if (answer.has("error")) {
        throw failure(operation, answer.get("error").asText(), null);
      }
      return answer;
    } catch (JsonProcessingException e) {
      throw failure(operation, "not an answer: " + line, e);
    }
  }

  private BenchException failure(String operation, String why, @Nullable Exception cause) {
    String message = "%s failed to %s: %s (log: %s)".formatted(name, operation, why, log);
    return cause == null ? new BenchException(message) : new BenchException(message, cause);
  }

  /** What the process tree has used so far. */
  public Usage usage() {
    return Usage.of(pid());
  }

  /** Ends the process tree. */
  @Override
  public void close() {
    ProcessTree.end(process, ProcessTree.PATIENCE);
  }

  @Override
  public String toString() {
    return name + " (pid " + pid() + ")";
  }
}
