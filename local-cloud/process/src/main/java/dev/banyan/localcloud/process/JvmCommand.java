package dev.banyan.localcloud.process;

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
 */
public record JvmCommand(
    String mainClass,
    String classPath,
    List<String> args,
    List<String> jvmArgs,
    Map<String, String> environment,
    @Nullable Path directory,
    @Nullable Path logFile,
    boolean stdoutPiped) {

  public JvmCommand {
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
    return new JvmCommand(mainClass, classPath, List.of(), List.of(), Map.of(), null, null, false);
  }

  public JvmCommand withArgs(List<String> values) {
    return new JvmCommand(
        mainClass, classPath, values, jvmArgs, environment, directory, logFile, stdoutPiped);
  }

  public JvmCommand withJvmArgs(List<String> values) {
    return new JvmCommand(
        mainClass, classPath, args, values, environment, directory, logFile, stdoutPiped);
  }

  public JvmCommand withEnvironment(Map<String, String> values) {
    return new JvmCommand(
        mainClass, classPath, args, jvmArgs, values, directory, logFile, stdoutPiped);
  }

  public JvmCommand withDirectory(Path value) {
    return new JvmCommand(
        mainClass, classPath, args, jvmArgs, environment, value, logFile, stdoutPiped);
  }

  public JvmCommand withLogFile(Path value) {
    return new JvmCommand(
        mainClass, classPath, args, jvmArgs, environment, directory, value, stdoutPiped);
  }

  public JvmCommand withStdoutPiped() {
    return new JvmCommand(
        mainClass, classPath, args, jvmArgs, environment, directory, logFile, true);
  }

  List<String> commandLine() {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvmArgs);
    // The class path travels in CLASSPATH: long ones would make `ps` unreadable.
    line.add(ParentWatch.class.getName());
    line.add(mainClass);
    line.addAll(args);
    return line;
  }
}
