package dev.banyan.bench.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.bench.BenchException;
import dev.banyan.bench.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The load generator. */
final class Wrk {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GRACE_SECONDS = 30;

  private final Path program;
  private final Path script;
  private final Path folder;

  private Wrk(Path program, Path script, Path folder) {
    this.program = program;
    this.script = script;
    this.folder = folder;
  }

  static Wrk install(Path program, Path folder) throws IOException {
    Path script = folder.resolve("load.lua");
    try (InputStream lua = Objects.requireNonNull(Wrk.class.getResourceAsStream("load.lua"))) {
      Files.copy(lua, script);
    }
    return new Wrk(program, script, folder);
  }

  /**
   * Loads a port.
   *
   * @param path first segment of the path, such as {@code /small}
   */
  Metrics load(int port, String path, int connections, int seconds) {
    Path output = folder.resolve("wrk.out");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    program.toString(),
                    "-t2",
                    "-c" + connections,
                    "-d" + seconds + "s",
                    "-s",
                    script.toString(),
                    "http://127.0.0.1:" + port))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("BENCH_PATH", path);
    try {
      run(builder, seconds);
      return metrics(output);
    } catch (IOException e) {
      throw new UncheckedIOException("wrk cannot be run", e);
    }
  }

  private static void run(ProcessBuilder builder, int seconds) throws IOException {
    Process process = builder.start();
    try {
      if (!process.waitFor(seconds + GRACE_SECONDS, TimeUnit.SECONDS)) {
        throw new BenchException("wrk does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Metrics metrics(Path output) throws IOException {
    String line =
        Files.readAllLines(output).stream()
            .filter(text -> text.startsWith("{"))
            .findFirst()
            .orElseThrow(() -> new BenchException("wrk gave no result, see " + output));
    JsonNode result = JSON.readTree(line);
    double requests = result.path("requests").asDouble();
    return Metrics.NONE
        .with("requestsPerSecond", requests * 1e6 / result.path("micros").asDouble())
        .with("p50Millis", result.path("p50").asDouble() / 1_000)
        .with("p99Millis", result.path("p99").asDouble() / 1_000)
        .with("requests", requests)
        .with("failed", result.path("status").asDouble() + result.path("broken").asDouble());
  }
}
