package dev.banyan.localcloud.lambda.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.localcloud.lambda.model.Arns;
import dev.banyan.localcloud.lambda.model.FunctionDefinition;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import dev.banyan.localcloud.process.JvmCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildCommandTest {

  @TempDir private Path folder;

  @Test
  void jvmArgs_boundTheHeapByMemorySizeAndByTheLaptop() {
    assertThat(command(128, Map.of()).jvmArgs()).contains("-Xmx76m", "-XX:+UseSerialGC");
    assertThat(command(1024, Map.of()).jvmArgs()).contains("-Xmx160m");
  }

  @Test
  void jvmArgs_leaveToTheTemplateWhatItSets() {
    assertThat(
            command(
                    512,
                    Map.of("JAVA_TOOL_OPTIONS", "-Xmx400m -XX:TieredStopAtLevel=4 -XX:+UseG1GC"))
                .jvmArgs())
        .noneMatch(arg -> arg.startsWith("-Xmx") || arg.startsWith("-XX:TieredStopAtLevel"))
        .doesNotContain("-XX:+UseSerialGC")
        .contains("-XX:MaxMetaspaceSize=128m", "-Xss512k");
  }

  @Test
  void command_hasWhatLambdaGivesAFunction() {
    JvmCommand command = command(512, Map.of("OWN", "1", "AWS_REGION", "eu")).command("h:1/e/f/1");

    assertThat(command.environment())
        .containsEntry("AWS_LAMBDA_RUNTIME_API", "h:1/e/f/1")
        .containsEntry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
        .containsEntry("AWS_ENDPOINT_URL_SQS", "http://sqs")
        .containsEntry("_HANDLER", "a.B")
        .containsEntry("OWN", "1")
        .containsEntry("AWS_REGION", "eu");
    assertThat(command.args()).containsExactly("a.B");
    assertThat(command.classPath()).startsWith("/runtime.jar").contains(folder.toString());
  }

  @Test
  void command_addsTheJarsOfAFoldersLib() throws Exception {
    Files.createDirectory(folder.resolve("lib"));
    Files.createFile(folder.resolve("lib/dependency.jar"));

    assertThat(command(512, Map.of()).command("").classPath()).endsWith("lib/dependency.jar");
  }

  @Test
  void nativeLibrary_isChosenByTheMachine() {
    assertThat(NativeClientLibrary.name("Linux", "amd64", false))
        .isEqualTo("libaws-lambda-jni.linux-x86_64.so");
    assertThat(NativeClientLibrary.name("Linux", "aarch64", true))
        .isEqualTo("libaws-lambda-jni.linux_musl-aarch_64.so");
    assertThatThrownBy(() -> NativeClientLibrary.name("Mac OS X", "aarch64", false))
        .isInstanceOf(LambdaHostException.class)
        .hasMessageContaining("Linux only");
  }

  @Test
  void classPath_ofThisJvmHoldsTheRuntime() {
    assertThat(RuntimeClassPath.ofThisJvm())
        .anyMatch(p -> p.getFileName().toString().startsWith("aws-lambda-java-runtime-interface"))
        .allMatch(Files::exists);
    assertThatThrownBy(() -> RuntimeClassPath.ofFolder(folder))
        .isInstanceOf(LambdaHostException.class)
        .hasMessageContaining("no jars of the Lambda runtime");
  }

  private ChildCommand command(int memory, Map<String, String> environment) {
    FunctionDefinition function =
        new FunctionDefinition(
            "F",
            "f",
            "a.B",
            folder,
            "java17",
            memory,
            Duration.ofSeconds(3),
            environment,
            null,
            List.of(),
            List.of(),
            List.of());
    RuntimeConfig config =
        new RuntimeConfig(
            List.of(Path.of("/runtime.jar")),
            folder.resolve("native.so"),
            folder,
            new Arns("us-east-1", "123", "http://sqs"),
            Map.of("AWS_ENDPOINT_URL_SQS", "http://sqs"),
            2,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            1);
    return new ChildCommand(function, config);
  }
}
