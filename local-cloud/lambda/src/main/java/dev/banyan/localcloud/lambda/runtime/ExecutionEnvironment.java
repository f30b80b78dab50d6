package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.process.ChildJvm;
import org.jspecify.annotations.Nullable;

/**
 * One JVM of a function. It takes invocations only from the pool that owns it, never from a queue
 * shared with another JVM: a killed JVM's pending question would swallow one.
 *
 * <p>Not thread-safe: guarded by the pool.
 */
final class ExecutionEnvironment {

  /** From the start of the process to its end. */
  enum State {
    STARTING,
    IDLE,
    BUSY,
    GONE
  }

  private final String id;
  private final long startedNanos = System.nanoTime();
  private final long logOffset;
  private State state = State.STARTING;
  private @Nullable ChildJvm jvm;
  private @Nullable NextCall parked;
  private @Nullable Invocation current;
  private @Nullable String initError;
  private long sinceNanos = startedNanos;
  private long invocations;

  ExecutionEnvironment(String id, long logOffset) {
    this.id = id;
    this.logOffset = logOffset;
  }

  String id() {
    return id;
  }

  State state() {
    return state;
  }

  long logOffset() {
    return logOffset;
  }

  @Nullable ChildJvm jvm() {
    return jvm;
  }

  void started(ChildJvm child) {
    jvm = child;
  }

  /** Nanoseconds in the present state. */
  long ageNanos(long now) {
    return now - sinceNanos;
  }

  void park(NextCall call) {
    parked = call;
    enter(State.IDLE);
  }

  /** Takes an invocation; the pending question that it answers is returned. */
  NextCall assign(Invocation invocation) {
    NextCall call = parked;
    if (call == null) {
      throw new IllegalStateException(id + " is not idle");
    }
    parked = null;
    current = invocation;
    invocations++;
    enter(State.BUSY);
    return call;
  }

  /** The invocation with this id if it is the current one; it is no longer current then. */
  @Nullable Invocation finish(String invocationId) {
    Invocation finished = current;
    if (finished == null || !finished.id().equals(invocationId)) {
      return null;
    }
    current = null;
    return finished;
  }

  /** The end; what was running is returned. */
  @Nullable Invocation leave() {
    Invocation running = current;
    current = null;
    parked = null;
    enter(State.GONE);
    return running;
  }

  void initError(String message) {
    initError = message;
  }

  @Nullable String initError() {
    return initError;
  }

  boolean isRunning() {
    return current != null;
  }

  EnvironmentStatus status() {
    return new EnvironmentStatus(id, jvm == null ? -1 : jvm.pid(), state.name(), invocations);
  }

  private void enter(State next) {
    state = next;
    sinceNanos = System.nanoTime();
  }
}
