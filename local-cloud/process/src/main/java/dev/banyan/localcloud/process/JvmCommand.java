package dev.banyan.localcloud.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to run in a JVM of its own. The JVM is the one that runs now ({@code java.home}).
 *
 * @param mainClass fully qualified class with a {@code main}
 * @param classPath as for {@code java -cp}
 * @param args for the main class; visible to every user of the machine, so no secrets
 * @param jvmArgs such as {@code -Xmx256m}
 * @param environment added to this process' environment; the place for secrets
 * @param directory working directory, or null for this process' own
 * @param logFile takes what the child prints (appended), or null to inherit this process' stderr
 * @param stdoutPiped true to read standard output by {@link ChildJvm#stdout()} instead of logging
 *     it; it must then be read, for a full pipe blocks the child
 * @param niceness 0 for this process' own priority, up to 19 for less; ignored where there is no
 *     {@code nice} command
 */
public record JvmCommand(
    String mainClass,
    String classPath,
    List<String> args,
    List<String> jvmArgs,
    Map<String, String> environment,
    @Nullable Path directory,
    @Nullable Path logFile,
    boolean stdoutPiped,
    int niceness) {

  private static final Path NICE = Path.of("/usr/bin/nice");

  public JvmCommand {
    if (niceness < 0 || niceness > 19) {
      throw new IllegalArgumentException("niceness must be 0 to 19, was " + niceness);
    }
    if (mainClass.isBlank()) {
      throw new IllegalArgumentException("mainClass must not be blank");
    }
    args = List.copyOf(args);
    jvmArgs = List.copyOf(jvmArgs);
    environment = Map.copyOf(environment);
  }

  /** A command with this JVM's class path, nothing else set. */
  public static JvmCommand of(String mainClass) {
    return of(mainClass, System.getProperty("java.class.path"));
  }

  public static JvmCommand of(String mainClass, String classPath) {
    return new JvmCommand(
        mainClass, classPath, List.of(), List.of(), Map.of(), null, null, false, 0);
  }

  public JvmCommand withArgs(List<String> values) {
    return new JvmCommand(
        mainClass,
        classPath,
        values,
        jvmArgs,
        environment,
        directory,
        logFile,
        stdoutPiped,
        niceness);
  }

  public JvmCommand withJvmArgs(List<String> values) {
    return new JvmCommand(
        mainClass, classPath, args, values, environment, directory, logFile, stdoutPiped, niceness);
  }

  public JvmCommand withEnvironment(Map<String, String> values) {
    return new JvmCommand(
        mainClass, classPath, args, jvmArgs, values, directory, logFile, stdoutPiped, niceness);
  }

  public JvmCommand withDirectory(Path value) {
    return new JvmCommand(
        mainClass, classPath, args, jvmArgs, environment, value, logFile, stdoutPiped, niceness);
  }

  public JvmCommand withLogFile(Path value) {
    return new JvmCommand(
        mainClass, classPath, args, jvmArgs, environment, directory, value, stdoutPiped, niceness);
  }

  public JvmCommand withStdoutPiped() {
    return new JvmCommand(
        mainClass, classPath, args, jvmArgs, environment, directory, logFile, true, niceness);
  }

  public JvmCommand withNiceness(int value) {
    return new JvmCommand(
        mainClass, classPath, args, jvmArgs, environment, directory, logFile, stdoutPiped, value);
  }

  List<String> commandLine() {
    List<String> line = new ArrayList<>();
    if (niceness > 0 && Files.isExecutable(NICE)) {
      line.addAll(List.of(NICE.toString(), "-n", Integer.toString(niceness)));
    }
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvmArgs);
    // The class path travels in CLASSPATH: long ones would make `ps` unreadable.
    line.add(ParentWatch.class.getName());
    line.add(mainClass);
    line.addAll(args);
    return line;
  }
}
