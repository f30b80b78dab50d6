package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.lambda.runtime.InvocationResult.Failed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The invocations of one function that wait for an environment, and how many there were. What was
 * given up by its sender is forgotten. Not thread-safe: the pool's lock guards it, so results are
 * completed by {@code effects}, which run outside of it.
 */
final class InvocationQueue {

  private final Deque<Invocation> waiting = new ArrayDeque<>();
  private long invocations;
  private long errors;

  void add(Invocation invocation) {
    invocations++;
    waiting.add(invocation);
  }

  /** Counts one that is not let in. */
  void refuse(Invocation invocation, Failed why, List<Runnable> effects) {
    invocations++;
    fail(invocation, why, effects);
  }

  /** Whether somebody still waits for the result of one that waits. */
  boolean isWaiting() {
    while (!waiting.isEmpty() && waiting.element().isAbandoned()) {
      waiting.remove();
    }
    return !waiting.isEmpty();
  }

  /**
   * The oldest.
   *
   * @throws NoSuchElementException if none waits
   */
  Invocation take() {
    return waiting.remove();
  }

  /** How long the oldest has waited, in nanoseconds; -1 if none waits. */
  long waitedNanos(long now) {
    return isWaiting() ? now - waiting.element().createdNanos() : -1;
  }

  /**
   * @param invocation null changes nothing
   */
  void fail(@Nullable Invocation invocation, Failed why, List<Runnable> effects) {
    if (invocation != null) {
      errors++;
      effects.add(() -> invocation.result().complete(why));
    }
  }

  void failAll(Failed why, List<Runnable> effects) {
    while (!waiting.isEmpty()) {
      fail(waiting.remove(), why, effects);
    }
  }

  int size() {
    return waiting.size();
  }

  /** Since the function's pool was made. */
  long invocations() {
    return invocations;
  }

  long errors() {
    return errors;
  }
}
