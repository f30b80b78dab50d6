package dev.banyan.jobs;

/** A job cannot go on; the message says what, which one, and what to do next. */
public class JobException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public JobException(String message) {
    super(message);
  }

  public JobException(String message, Throwable cause) {
    super(message, cause);
  }
}
