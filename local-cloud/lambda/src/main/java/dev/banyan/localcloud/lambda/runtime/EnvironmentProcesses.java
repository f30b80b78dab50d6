package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.lambda.runtime.ExecutionEnvironment.State;
import dev.banyan.localcloud.process.ChildJvm;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** Starts and kills the JVMs of environments, in the background: both block. Thread-safe. */
final class EnvironmentProcesses {

  private final String function;
  private final ChildCommand command;
  private final String runtimeApi;
  private final Executor background;
  private final Object lock;

  /**
   * @param runtimeApi {@code host:port} of the Runtime API
   * @param lock guards the environments
   */
  EnvironmentProcesses(
      String function, ChildCommand command, String runtimeApi, Executor background, Object lock) {
    this.function = function;
    this.command = command;
    this.runtimeApi = runtimeApi;
    this.background = background;
    this.lock = lock;
  }

  /**
   * @param ended told when the process has ended, asked or unasked, and how
   */
  void launch(ExecutionEnvironment environment, BiConsumer<ExecutionEnvironment, String> ended) {
    background.execute(
        () -> {
          try {
            start(environment)
                .onExit()
                .whenComplete((code, e) -> ended.accept(environment, "exit code " + code));
          } catch (RuntimeException e) {
            ended.accept(environment, e.toString());
          }
        });
  }

  /** The environment may have been given up meanwhile: its process ends at once then. */
  private ChildJvm start(ExecutionEnvironment environment) {
    String prefix = RuntimeApi.prefix(function, environment.id());
    ChildJvm jvm = ChildJvm.start(command.command(runtimeApi + prefix));
    boolean late;
    synchronized (lock) {
      environment.started(jvm);
      late = environment.state() == State.GONE;
    }
    if (late) {
      jvm.kill();
    }
    return jvm;
  }

  void kill(ChildJvm jvm) {
    background.execute(jvm::kill);
  }
}
