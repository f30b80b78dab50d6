package dev.banyan.localcloud.lambda.runtime;

/** How an invocation ended. */
public sealed interface InvocationResult {

  /**
   * The function returned.
   *
   * @param payload JSON
   */
  record Returned(byte[] payload) implements InvocationResult {}

  /**
   * The function did not return.
   *
   * @param message for people
   */
  record Failed(Cause cause, String message) implements InvocationResult {}

  /** Why a function did not return. */
  enum Cause {
    /** It threw. */
    FUNCTION_ERROR,
    /** It took longer than its {@code Timeout}; its environment was killed. */
    TIMEOUT,
    /** Its process ended while it ran. */
    PROCESS_ENDED,
    /** Its environment could not be started. */
    INIT_FAILED,
    /** Too many invocations wait already. */
    THROTTLED,
    /** The host was stopped. */
    HOST_CLOSED
  }
}
