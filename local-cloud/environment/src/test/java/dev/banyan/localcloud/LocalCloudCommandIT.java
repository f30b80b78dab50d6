package dev.banyan.localcloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.localcloud.process.ChildJvm;
import dev.banyan.localcloud.process.JvmCommand;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command in a JVM of its own, as its users start it. */
@Timeout(120)
final class LocalCloudCommandIT {

  private static final List<String> ANY_PORTS =
      List.of(
          "--mongo-port=0",
          "--dynamodb-port=0",
          "--kinesis-port=0",
          "--sqs-port=0",
          "--http-port=0",
          "--runtime-port=0");

  @TempDir private Path folder;

  @Test
  void run_printsOneLineAndEndsCleanly() throws Exception {
    try (ChildJvm child = start(Map.of("STREAM", "from-the-environment"), withTemplate())) {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(child.stdout(), StandardCharsets.UTF_8));

      JsonNode ready = new ObjectMapper().readTree(lines.readLine());

      assertThat(ready.path("ready").asBoolean()).isTrue();
      assertThat(ready.path("mongoUri").asText()).startsWith("mongodb://127.0.0.1:");
      assertThat(ready.path("httpApi").asText()).startsWith("http://127.0.0.1:");
      try (var kinesis = Clients.kinesis(URI.create(ready.path("kinesis").asText()))) {
        assertThat(kinesis.listStreams().streamNames()).containsExactly("from-the-environment");
      }
      assertThat(child.stop(Duration.ofSeconds(15))).as("ended by itself").isTrue();
      assertThat(lines.readLine()).as("further output").isNull();
    }
    assertThat(log()).as("log").isEmpty();
  }

  @Test
  void run_onATakenPortEndsWithTwoAndOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> args = new ArrayList<>(ANY_PORTS);
      args.set(2, "--kinesis-port=" + taken.getLocalPort());

      try (ChildJvm child = start(Map.of(), args)) {
        assertThat(child.onExit().get(60, TimeUnit.SECONDS)).isEqualTo(2);
      }
      assertThat(log().lines())
          .singleElement()
          .asString()
          .contains("port " + taken.getLocalPort(), "--kinesis-port");
    }
  }

  @Test
  void run_withoutAParametersVariableNamesIt() throws Exception {
    try (ChildJvm child = start(Map.of(), withTemplate())) {
      assertThat(child.onExit().get(60, TimeUnit.SECONDS)).isEqualTo(1);
    }
    assertThat(log().lines()).singleElement().asString().contains("STREAM", "StreamName");
  }

  @Test
  void run_withAnUnknownOptionEndsWithTwo() throws Exception {
    try (ChildJvm child = start(Map.of(), List.of("--kinesis-prot=1"))) {
      assertThat(child.onExit().get(60, TimeUnit.SECONDS)).isEqualTo(2);
    }
    assertThat(log()).contains("--kinesis-prot");
  }

  private List<String> withTemplate() {
    List<String> args = new ArrayList<>(ANY_PORTS);
    args.add("--template=" + Path.of("src/test/resources/stores-only.yaml").toAbsolutePath());
    args.add("--parameter=TableName=items");
    args.add("--parameter-env=StreamName=STREAM");
    args.add("--log-dir=" + folder.resolve("functions"));
    return args;
  }

  private ChildJvm start(Map<String, String> environment, List<String> args) {
    return ChildJvm.start(
        JvmCommand.of(LocalCloud.class.getName())
            .withArgs(args)
            .withJvmArgs(List.of("-Xmx256m", "-XX:+UseSerialGC"))
            .withEnvironment(environment)
            .withLogFile(folder.resolve("log"))
            .withStdoutPiped());
  }

  private String log() throws Exception {
    return Files.readString(folder.resolve("log"));
  }
}
