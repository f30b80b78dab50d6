package dev.banyan.events;

/**
 * A record that is not an envelope or not an aggregate, or an event that cannot become one; the
 * message says what is wrong.
 */
public final class EnvelopeFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A defect that is known without another exception. */
  public EnvelopeFormatException(String message) {
    super(message);
  }

  /** A defect that another exception tells. */
  public EnvelopeFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
