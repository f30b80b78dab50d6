package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processes that operators start, as processes. */
class ProxyApplicationTest {

  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  /** With a working directory that has only what a test put there. */
  private int run(List<String> jvm, String main, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("bin", "jvm.options").toAbsolutePath());
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath(), main));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(folder.resolve("work")).toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("AWS_REGION", "us-east-1");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Ours last, as it may be in {@code lib/*}. */
  private static String classPath() {
    List<String> entries =
        new ArrayList<>(
            List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)));
    entries.removeIf(String::isEmpty); // would stand for the working directory
    Collections.reverse(entries);
    return String.join(File.pathSeparator, entries);
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file), StandardCharsets.UTF_8);
  }

  /** What is said, in one line and nowhere else, of a proxy that does not start. */
  private String complaint(String... args) throws Exception {
    int code = run(List.of(), ProxyApplication.class.getName(), args);

    assertThat(code).isEqualTo(1);
    assertThat(lines("out")).isEmpty();
    assertThat(lines("err")).hasSize(1);
    return lines("err").get(0);
  }

  @Test
  void wrongValue_isSaidInOneLine() throws Exception {
    assertThat(complaint("--banyan.proxy.hold.limit=abc"))
        .isEqualTo(
            "banyan-api-proxy: banyan.proxy.hold.limit cannot be 'abc': 'abc' is not a valid duration");
  }

  /** Where it happened is not lost on its way to the log. */
  @Test
  void atDebug_theTraceIsLogged() throws Exception {
    int code =
        run(
            List.of(),
            ProxyApplication.class.getName(),
            "--banyan.proxy.hold.limit=abc",
            "--logging.level.dev.banyan=debug");

    assertThat(code).isEqualTo(1);
    assertThat(lines("out"))
        .anyMatch(line -> line.contains("StartUpReporter - not started"))
        .anyMatch(line -> line.startsWith("\tat dev.banyan.proxy."));
  }

  @Test
  void routeFileThatIsNone_orTooLong_isSaidWithItsRemedy() throws Exception {
    Files.createDirectories(folder.resolve("work/folder.yaml"));
    assertThat(complaintOfRoutes("folder.yaml"))
        .isEqualTo(
            "banyan-api-proxy: the route files cannot be read: folder.yaml is not a file: put one"
                + " there");
    Files.write(folder.resolve("work/long.yaml"), new byte[3 * 1024 * 1024 + 1]);
    assertThat(complaintOfRoutes("long.yaml"))
        .isEqualTo(
            "banyan-api-proxy: the route files cannot be read: long.yaml is longer than 3145728"
                + " bytes: shorten it");
  }

  private String complaintOfRoutes(String file) throws Exception {
    int code = run(List.of(), ProxyApplication.class.getName(), "--banyan.proxy.routes=" + file);
    assertThat(code).isEqualTo(1);
    assertThat(lines("err")).hasSize(1);
    return lines("err").get(0);
  }

  @Test
  void absentRouteFile_isSaidInOneLine() throws Exception {
    int code =
        run(List.of(), ProxyApplication.class.getName(), "--banyan.proxy.routes=absent.yaml");

    assertThat(code).isEqualTo(1);
    assertThat(lines("err"))
        .singleElement()
        .asString()
        .startsWith("banyan-api-proxy: there is no route file absent.yaml");
    assertThat(lines("out"))
        .as("what was in effect")
        .singleElement()
        .asString()
        .contains("settings of banyan.proxy: host=0.0.0.0 port=8088 ", " routes=absent.yaml ");
  }

  @Test
  void fileInTheWorkingDirectory_isRead() throws Exception {
    write("application.yaml", "banyan.proxy:\n  hold:\n    limit: abc\n");

    assertThat(complaint())
        .isEqualTo(
            "banyan-api-proxy: banyan.proxy.hold.limit cannot be 'abc': 'abc' is not a valid duration");
  }

  @Test
  void fileThatCannotBeRead_isSaidInOneLine() throws Exception {
    write("application.yaml", "banyan: [\n");

    assertThat(complaint())
        .isEqualTo(
            "banyan-api-proxy: application.yaml, or what stands for it, cannot be read, line 2,"
                + " column 1: expected the node content, but found '<stream end>'");
  }

  /** Spring Boot would take a page. */
  @Test
  void fileThatIsNotThere_isSaidInOneLine() throws Exception {
    assertThat(complaint("--spring.config.location=" + folder.resolve("none.yaml")))
        .contains("none.yaml", "cannot be found");
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("work")).resolve(file), text);
  }

  /** What is not loaded here is not in the archive, and costs each start. */
  @Test
  void archiveTraining_loadsWhatAStartAndARequestNeed() throws Exception {
    int code = run(List.of("-Xlog:class+load"), ArchiveTraining.class.getName());

    assertThat(code).as("%s", lines("err")).isZero();
    assertThat(String.join("\n", lines("out")))
        .contains(
            " software.amazon.awssdk.services.dynamodb.DefaultDynamoDbClient ",
            " software.amazon.awssdk.services.dynamodb.model.QueryResponse ",
            " dev.banyan.proxy.upstream.http1.Http1Connection ",
            " dev.banyan.proxy.wire.AnswerScanner ");
  }
}
