package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.lambda.model.FunctionDefinition;
import dev.banyan.localcloud.process.JvmCommand;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command of an environment's JVM, as near to AWS as one machine allows. */
final class ChildCommand {

  private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  /** Many functions share one laptop: their heaps stay below this, in MiB. */
  private static final int MAX_HEAP = 160;

  private static final double HEAP_SHARE = 0.6;
  private static final Pattern ANY_COLLECTOR = Pattern.compile("-XX:[+]Use\\w+GC");

  private final FunctionDefinition function;
  private final RuntimeConfig config;

  ChildCommand(FunctionDefinition function, RuntimeConfig config) {
    this.function = function;
    this.config = config;
  }

  Path log() {
    return config.logFolder().resolve(function.name() + ".log");
  }

  /**
   * @param runtimeApi host, port and the environment's path prefix; the runtime interface client
   *     puts {@code http://} before it and the API's path behind it
   */
  JvmCommand command(String runtimeApi) {
    Path folder = Files.isDirectory(function.code()) ? function.code() : config.logFolder();
    return JvmCommand.of(MAIN, classPath())
        .withArgs(List.of(function.handler()))
        .withJvmArgs(jvmArgs())
        .withEnvironment(environment(runtimeApi))
        .withDirectory(folder)
        .withLogFile(log());
  }

  private String classPath() {
    List<Path> entries = new ArrayList<>(config.classPath());
    entries.add(RuntimeClassPath.parentWatch());
    entries.addAll(RuntimeClassPath.ofCode(function.code()));
    return entries.stream()
        .map(p -> p.toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Lambda's own flags and small bounds; what {@code JAVA_TOOL_OPTIONS} sets is left to it. */
  List<String> jvmArgs() {
    List<String> args =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:MaxMetaspaceSize=128m",
                "-XX:ReservedCodeCacheSize=32m",
                "-Xss512k",
                "-Xmx" + heapMegabytes() + "m",
                "-Xshare:auto",
                "-D" + NativeClientLibrary.PROPERTY + "=" + config.nativeLibrary()));
    if (Runtime.version().feature() >= 22) {
      args.add("--enable-native-access=ALL-UNNAMED");
    }
    String own = function.environment().getOrDefault("JAVA_TOOL_OPTIONS", "");
    args.removeIf(arg -> isSetBy(own, arg));
    return args;
  }

  private int heapMegabytes() {
    return Math.min(MAX_HEAP, (int) (function.memoryMegabytes() * HEAP_SHARE));
  }

  /** Whether the template's own options decide on what {@code arg} does. */
  private static boolean isSetBy(String own, String arg) {
    if (arg.endsWith("GC")) {
      return ANY_COLLECTOR.matcher(own).find();
    }
    if (arg.startsWith("-XX:")) {
      return own.contains(arg.replaceFirst("^-XX:[+-]?", "").replaceFirst("=.*", ""));
    }
    return arg.startsWith("-X") && own.contains(arg.substring(0, "-Xmx".length()));
  }

  private Map<String, String> environment(String runtimeApi) {
    Map<String, String> variables = new HashMap<>(config.environment());
    variables.putAll(function.environment());
    String memory = Integer.toString(function.memoryMegabytes());
    variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
    variables.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", memory);
    variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
    variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "local");
    variables.put("AWS_LAMBDA_LOG_FORMAT", "TEXT");
    variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
    variables.put("_HANDLER", function.handler());
    variables.put("LAMBDA_TASK_ROOT", function.code().toString());
    variables.put("TZ", ":UTC");
    // glibc would keep an arena per thread, which shows in the resident size.
    variables.put("MALLOC_ARENA_MAX", "2");
    return variables;
  }
}
