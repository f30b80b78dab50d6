package dev.banyan.localcloud.lambda.runtime;

/** X-Ray trace headers; not sampled, for there is no X-Ray here. */
final class TraceId {

  private TraceId() {}

  /** A trace of its own for each invocation. */
  static String of(String invocationId) {
    String hex = invocationId.replace("-", "");
    String time = "%08x".formatted(System.currentTimeMillis() / 1000);
    return "Root=1-" + time + "-" + hex.substring(0, 24) + ";Sampled=0";
  }
}
