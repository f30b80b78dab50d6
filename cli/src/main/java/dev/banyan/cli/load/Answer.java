package dev.banyan.cli.load;

import org.jspecify.annotations.Nullable;

/**
 * What came back.
 *
 * @param status 0 if nothing did
 * @param body the answer's, or why there is none
 * @param side {@code legacy} or {@code serverless}, if the proxy said so
 */
record Answer(
    int status,
    String body,
    @Nullable String side,
    @Nullable String capability,
    String correlationId,
    long nanos) {

  /** Whether a write with this answer may have been done or not. */
  boolean outcomeUnknown() {
    return status == 0 || status >= 500;
  }

  /** The kind of failure that this answer is, for counting. */
  String kind() {
    if (status != 0) {
      return "status " + status;
    }
    return body.contains("HttpTimeoutException") ? "timeout" : "no answer";
  }
}
