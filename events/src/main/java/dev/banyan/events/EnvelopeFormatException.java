package dev.banyan.events;

/** A record that is not an envelope or not an aggregate; the message says what is wrong with it. */
public final class EnvelopeFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EnvelopeFormatException(String message) {
    super(message);
  }

  EnvelopeFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
