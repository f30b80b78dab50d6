package dev.banyan.localcloud.lambda.runtime;

/** A runtime's pending question for its next invocation. */
interface NextCall {

  /** Answers it. Called at most once, from any thread. */
  void deliver(Invocation invocation, long deadlineEpochMillis);
}
