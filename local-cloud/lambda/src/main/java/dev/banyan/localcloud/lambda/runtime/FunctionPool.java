package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.lambda.model.FunctionDefinition;
import dev.banyan.localcloud.lambda.runtime.ExecutionEnvironment.State;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Cause;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Failed;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Returned;
import dev.banyan.localcloud.process.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environments of one function: starts them on demand, hands invocations out, replaces what
 * dies. Thread-safe.
 *
 * <ol>
 *   <li>An invocation goes to an idle environment, the one used last, or waits.
 *   <li>The first one to wait starts an environment; after {@link RuntimeConfig#scaleUpAfter} of
 *       waiting another one is started, up to the bound.
 *   <li>An environment that ends while it runs an invocation fails it; whoever sent it retries.
 *   <li>One that ends before it first asks for work fails all that wait, with the end of its log,
 *       and the next start is delayed.
 * </ol>
 *
 * <p>Results are completed outside the lock.
 */
public final class FunctionPool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FunctionPool.class);

  private static final Failed STOPPED = new Failed(Cause.HOST_CLOSED, "the Lambda host is stopped");

  private final FunctionDefinition function;
  private final RuntimeConfig config;
  private final ChildCommand command;
  private final EnvironmentProcesses processes;
  private final int bound;
  private final boolean warm;

  private final Environments environments;
  private final InvocationQueue queue = new InvocationQueue();
  private final StartFailures startFailures;
  private boolean closed;

  /**
   * @param runtimeApi {@code host:port} of the Runtime API
   * @param background runs what blocks: starting and killing processes
   * @param warm true to keep at least one environment at any time
   */
  public FunctionPool(
      FunctionDefinition function,
      RuntimeConfig config,
      String runtimeApi,
      Executor background,
      boolean warm) {
    this.function = function;
    this.config = config;
    this.command = new ChildCommand(function, config);
    this.startFailures = new StartFailures(function.name(), command);
    this.processes =
        new EnvironmentProcesses(function.name(), command, runtimeApi, background, this);
    Integer reserved = function.reservedConcurrency();
    this.bound =
        reserved == null ? config.maxEnvironments() : Math.min(reserved, config.maxEnvironments());
    this.environments = new Environments(function.name(), bound);
    this.warm = warm;
  }

  public FunctionDefinition function() {
    return function;
  }

  String functionArn() {
    return config.arns().function(function.name());
  }

  /** Most environments at a time; 0 if the template reserves no concurrency for the function. */
  public int bound() {
    return bound;
  }

  /** Starts the first environment if the function is to be kept warm. */
  public void warmUp() {
    inLock(this::ensureEnvironment);
  }

  /**
   * Runs the function once.
   *
   * @param payload JSON; not copied
   * @return never completes exceptionally; complete it to give up an invocation that still waits
   */
  public CompletableFuture<InvocationResult> invoke(byte[] payload) {
    Invocation invocation = new Invocation(payload);
    inLock(effects -> accept(invocation, effects));
    return invocation.result();
  }

  private void accept(Invocation invocation, List<Runnable> effects) {
    Failed refusal = refusal();
    if (refusal != null) {
      queue.refuse(invocation, refusal, effects);
      return;
    }
    queue.add(invocation);
    dispatch(effects);
    ensureEnvironment(effects);
  }

  private @Nullable Failed refusal() {
    if (closed) {
      return STOPPED;
    }
    if (bound == 0 || queue.size() >= config.maxWaiting()) {
      return new Failed(Cause.THROTTLED, queue.size() + " invocations wait already");
    }
    if (environments.isEmpty() && !startFailures.mayStart(System.nanoTime())) {
      return new Failed(Cause.INIT_FAILED, startFailures.last());
    }
    return null;
  }

  /** A runtime asks for work. */
  void next(String environmentId, NextCall call) {
    inLock(
        effects -> {
          ExecutionEnvironment environment = environments.find(environmentId);
          if (environment != null) {
            startFailures.succeeded();
            environment.park(call);
            dispatch(effects);
          }
        });
  }

  /** A runtime answers. */
  void responded(String environmentId, String invocationId, byte[] payload) {
    inLock(
        effects -> {
          Invocation invocation = finished(environmentId, invocationId);
          if (invocation != null) {
            effects.add(() -> invocation.result().complete(new Returned(payload)));
          }
        });
  }

  /** A function threw. */
  void failed(String environmentId, String invocationId, String message) {
    inLock(
        effects -> {
          Invocation invocation = finished(environmentId, invocationId);
          if (invocation != null) {
            queue.fail(invocation, new Failed(Cause.FUNCTION_ERROR, message), effects);
          }
        });
  }

  /** A runtime could not be initialised; its process ends by itself. */
  synchronized void initFailed(String environmentId, String message) {
    ExecutionEnvironment environment = environments.find(environmentId);
    if (environment != null) {
      environment.initError(message);
    }
  }

  private @Nullable Invocation finished(String environmentId, String invocationId) {
    ExecutionEnvironment environment = environments.find(environmentId);
    return environment == null ? null : environment.finish(invocationId);
  }

  private void dispatch(List<Runnable> effects) {
    while (queue.isWaiting()) {
      ExecutionEnvironment idle = environments.mostRecentlyUsed(System.nanoTime());
      if (idle == null) {
        return;
      }
      Invocation invocation = queue.take();
      NextCall call = idle.assign(invocation);
      long deadline = System.currentTimeMillis() + function.timeout().toMillis();
      effects.add(() -> call.deliver(invocation, deadline));
    }
  }

  private void ensureEnvironment(List<Runnable> effects) {
    boolean wanted = warm || queue.isWaiting();
    if (wanted && environments.isEmpty() && startFailures.mayStart(System.nanoTime())) {
      startEnvironment(effects);
    }
  }

  private void startEnvironment(List<Runnable> effects) {
    if (!closed && environments.hasRoom()) {
      ExecutionEnvironment environment = environments.add(LogTail.size(command.log()));
      effects.add(() -> processes.launch(environment, this::ended));
    }
  }

  /** A process has ended, asked or unasked. */
  private void ended(ExecutionEnvironment environment, String how) {
    inLock(
        effects -> {
          if (environment.state() == State.GONE) {
            return;
          }
          boolean starting = environment.state() == State.STARTING;
          Invocation running = environments.lose(environment);
          if (starting) {
            startFailed(environment, how, effects);
          } else {
            LOG.warn("environment {} ended unasked ({})", environment.id(), how);
          }
          Failed failed = new Failed(Cause.PROCESS_ENDED, "its process ended: " + how);
          queue.fail(running, failed, effects);
          ensureEnvironment(effects);
        });
  }

  private void startFailed(ExecutionEnvironment environment, String how, List<Runnable> effects) {
    startFailures.failed(environment, how);
    if (environments.isEmpty()) {
      queue.failAll(new Failed(Cause.INIT_FAILED, startFailures.last()), effects);
    }
  }

  /** To be called every few ten milliseconds: time-outs, scaling up and down. */
  public void tick() {
    inLock(
        effects -> {
          long now = System.nanoTime();
          for (ExecutionEnvironment each : environments.present()) {
            checkTime(each, now, effects);
          }
          dispatch(effects);
          ensureEnvironment(effects);
          scaleUp(now, effects);
        });
  }

  private void checkTime(ExecutionEnvironment environment, long now, List<Runnable> effects) {
    long age = environment.ageNanos(now);
    switch (environment.state()) {
      case STARTING -> {
        if (age > config.initTimeout().toNanos()) {
          environments.lose(environment);
          startFailed(environment, "not ready after " + config.initTimeout(), effects);
          kill(environment, effects);
        }
      }
      case BUSY -> {
        if (environment.isRunning() && age > function.timeout().toNanos()) {
          timedOut(environment, effects);
        }
      }
      case IDLE -> {
        if (environments.hasOther() && age > config.idleAfter().toNanos()) {
          environments.remove(environment);
          kill(environment, effects);
        }
      }
      case GONE -> throw new IllegalStateException(environment.id() + " is still listed");
    }
  }

  private void timedOut(ExecutionEnvironment environment, List<Runnable> effects) {
    Invocation running = environments.lose(environment);
    String message = "timed out after " + function.timeout().toSeconds() + " s";
    LOG.warn("function {} {}", function.name(), message);
    queue.fail(running, new Failed(Cause.TIMEOUT, message), effects);
    kill(environment, effects);
  }

  private void kill(ExecutionEnvironment environment, List<Runnable> effects) {
    ChildJvm jvm = environment.jvm();
    if (jvm != null) {
      effects.add(() -> processes.kill(jvm));
    }
  }

  private void scaleUp(long now, List<Runnable> effects) {
    if (!environments.isStarting()
        && queue.waitedNanos(now) > config.scaleUpAfter().toNanos()
        && startFailures.mayStart(now)) {
      startEnvironment(effects);
    }
  }

  public synchronized PoolStatus status() {
    return new PoolStatus(
        environments.status(),
        queue.size(),
        queue.invocations(),
        queue.errors(),
        environments.lost());
  }

  /** Fails what waits or runs, and kills all environments; returns when they have ended. */
  @Override
  public void close() {
    List<ChildJvm> children = new ArrayList<>();
    inLock(
        effects -> {
          closed = true;
          queue.failAll(STOPPED, effects);
          for (ExecutionEnvironment each : environments.present()) {
            queue.fail(environments.remove(each), STOPPED, effects);
            if (each.jvm() != null) {
              children.add(each.jvm());
            }
          }
        });
    children.forEach(ChildJvm::kill);
  }

  private void inLock(Consumer<List<Runnable>> change) {
    List<Runnable> effects = new ArrayList<>();
    synchronized (this) {
      change.accept(effects);
    }
    effects.forEach(Runnable::run);
  }
}
