package dev.banyan.capture;

/** The stream cannot be followed without a gap; the message says why and what to do. */
final class PositionLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PositionLostException(String message) {
    super(message, null, false, false);
  }
}
