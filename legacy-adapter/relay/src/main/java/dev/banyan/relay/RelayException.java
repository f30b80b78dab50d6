package dev.banyan.relay;

/** What keeps the sidecar from starting; the message names place and remedy. */
final class RelayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RelayException(String message) {
    super(message);
  }
}
