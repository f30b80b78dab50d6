package dev.banyan.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar, submitted to a master, two workers and executors in processes of their own
 * ({@code local-cluster}), under Spark's own libraries. One executor is killed on the way.
 */
final class SparkClusterIT {

  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final int COUNT = 3_000;

  private static Stores stores;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    stores = Stores.start();
  }

  @AfterAll
  static void stop() throws Exception {
    stores.close();
  }

  @BeforeEach
  void reset() {
    stores.reset();
  }

  @Test
  void submitted_copiesEveryDocumentThoughAnExecutorDies() throws Exception {
    stores.insert(Orders.some(COUNT, 11));
    Files.writeString(directory.resolve("orders.yaml"), Orders.MAPPING);
    Process submit = submit();
    try {
      await(submit, () -> !stores.items().isEmpty());
      killAnExecutor(submit);

      assertThat(submit.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(submit.exitValue()).as(log()).isZero();
    } finally {
      submit.descendants().forEach(ProcessHandle::destroyForcibly);
      submit.destroyForcibly();
    }

    assertThat(stores.items()).hasSize(COUNT);
    BsonDocument report =
        BsonDocument.parse(Files.readString(directory.resolve("job/report.json")));
    assertThat(report.getNumber("documents").longValue()).isEqualTo(COUNT);
    assertThat(report.getNumber("deadLetters").longValue()).isZero();
    assertThat(log()).doesNotContain(stores.mongoUri());
  }

  private Process submit() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(List.of(System.getProperty("banyan.spark.opens").split(" ")));
    command.addAll(
        List.of("-cp", sparkHome().resolve("jars") + "/*", "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", "local-cluster[2,1,1024]", "--driver-memory", "512m"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--conf", "spark.executor.memory=512m"));
    command.addAll(List.of("--class", BackfillSpark.class.getName()));
    command.add(System.getProperty("banyan.spark.jar"));
    command.addAll(List.of("--mapping", directory.resolve("orders.yaml").toUri().toString()));
    command.addAll(List.of("--database", "shop", "--collection", "orders"));
    command.addAll(List.of("--checkpoint", directory.resolve("job").toUri().toString()));
    command.addAll(List.of("--tasks", "2", "--documents-per-range", "200", "--max-wcu", "400"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment());
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile());
    return builder.start();
  }

  private Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", directory.resolve("spark").toString(),
        "SPARK_SCALA_VERSION", "2.12",
        "SPARK_LOCAL_IP", "127.0.0.1",
        "BANYAN_MONGO_URI", stores.mongoUri(),
        "AWS_ENDPOINT_URL_DYNAMODB", stores.endpoint(),
        "AWS_REGION", "us-east-1",
        "AWS_ACCESS_KEY_ID", "banyan",
        "AWS_SECRET_ACCESS_KEY", "banyan");
  }

  /** A distribution is a folder of jars; ours has none of what the packaged jar must bring. */
  private Path sparkHome() throws IOException {
    Path home = directory.resolve("spark");
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String entry : System.getProperty("surefire.test.class.path").split(":")) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar") && !isBrought(entry)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    return home;
  }

  private static boolean isBrought(String jar) {
    return Stream.of("/software/amazon/", "/org/mongodb/", "/dev/banyan/", "/info/picocli/")
        .anyMatch(jar::contains);
  }

  private static void killAnExecutor(Process submit) {
    ProcessHandle executor =
        submit
            .descendants()
            .filter(p -> p.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
            .findFirst()
            .orElseThrow();
    executor.destroyForcibly();
  }

  private void await(Process submit, BooleanSupplier condition) throws IOException {
    Instant deadline = Instant.now().plus(DEADLINE);
    while (!condition.getAsBoolean()) {
      if (!submit.isAlive() || Instant.now().isAfter(deadline)) {
        throw new AssertionError("ended, or not within " + DEADLINE + ":\n" + log());
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }
}
