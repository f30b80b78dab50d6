package dev.banyan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell launcher, with Java executables that only claim a version. */
final class LauncherTest {

  @TempDir private Path folder;

  private record Result(int exitCode, String output) {}

  private Path java(String name, String version) throws IOException {
    Path java = folder.resolve(name).resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(
        java,
        "#!/bin/sh\necho 'openjdk version \"" + version + "\"' >&2\necho ran \"$0\" \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder.resolve(name);
  }

  /** Runs a copy of the launcher that has everything built already. */
  private Result launch(Path javaHome) throws Exception {
    Path launcher = folder.resolve("home/banyan");
    Files.createDirectories(folder.resolve("home/cli/target"));
    Files.copy(Path.of("../banyan"), launcher);
    Files.createFile(folder.resolve("home/cli/target/banyan-cli-0.1.0-SNAPSHOT.jar"));
    Files.createFile(folder.resolve("home/cli/target/.built"));
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", launcher.toString(), "status");
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("BANYAN_JVMS", folder.resolve("jvms").toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("PATH", noJavaPath());
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  /** A folder of the few commands that the launcher needs, without a java among them. */
  private String noJavaPath() throws IOException {
    Path commands = Files.createDirectories(folder.resolve("commands"));
    for (String name : new String[] {"dirname", "sed", "head", "find"}) {
      Path command = commands.resolve(name);
      Files.writeString(command, "#!/bin/sh\nPATH=/usr/bin:/bin exec " + name + " \"$@\"\n");
      Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return commands.toString();
  }

  @Test
  void launcher_refusesAnOldJdkAndSaysWhichItFound() throws Exception {
    Result result = launch(java("old", "11.0.2"));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output())
        .contains("needs JDK 17 or newer")
        .contains("(11)")
        .contains("set JAVA_HOME");
  }

  @Test
  void launcher_takesJava8sOldNumberingForWhatItIs() throws Exception {
    assertThat(launch(java("older", "1.8.0_392")).output()).contains("(8)");
  }

  @Test
  void launcher_takesAnotherJdkIfJavaHomeIsTooOld() throws Exception {
    java("jvms/seventeen", "17.0.15");

    Result result = launch(java("old", "11.0.2"));

    assertThat(result.exitCode()).isZero();
    assertThat(result.output())
        .contains("jvms/seventeen/bin/java")
        .contains("BanyanCommand status");
  }

  @Test
  void launcher_saysThatThereIsNoJavaAtAll() throws Exception {
    Result result = launch(folder.resolve("nothing"));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains("found no Java");
  }
}
