package dev.banyan.cli.routing;

/** A proxy did not answer, or not as it should; the message says what to do. */
final class AdminException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AdminException(String message) {
    super(message);
  }

  AdminException(String message, Throwable cause) {
    super(message, cause);
  }
}
