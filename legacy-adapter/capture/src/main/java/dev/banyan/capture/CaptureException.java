package dev.banyan.capture;

/** What keeps capture from starting; the message names the remedy. */
public final class CaptureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CaptureException(String message) {
    super(message);
  }
}
