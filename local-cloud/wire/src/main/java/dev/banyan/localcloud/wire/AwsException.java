package dev.banyan.localcloud.wire;

/** An error that the caller gets as AWS would send it: a type, a message, an HTTP status. */
public final class AwsException extends RuntimeException {

  private final String type;
  private final int status;

  private AwsException(int status, String type, String message) {
    super(message, null, false, false);
    this.type = type;
    this.status = status;
  }

  /** The caller's fault: HTTP 400. */
  public static AwsException client(String type, String message) {
    return new AwsException(400, type, message);
  }

  /** The service's fault: HTTP 500, which SDK clients retry. */
  public static AwsException internalFailure() {
    return new AwsException(500, "InternalFailure", "Internal service failure.");
  }

  /**
   * A parameter outside its declared shape.
   *
   * @param constraint such as {@code Member must not be null}
   */
  public static AwsException validation(String member, Object value, String constraint) {
    return client(
        "ValidationException",
        "1 validation error detected: Value "
            + ("null".equals(value) ? "null" : "'" + value + "'")
            + " at '"
            + member
            + "' failed to satisfy constraint: "
            + constraint);
  }

  /** A body that is not what the operation's shape says. */
  public static AwsException serialization(String message) {
    return client("SerializationException", message);
  }

  public String type() {
    return type;
  }

  public int status() {
    return status;
  }
}
