package dev.banyan.capture;

/** This run must end; another one, here or elsewhere, goes on from the checkpoint. */
final class LeaseLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LeaseLostException(String message) {
    super(message, null, false, false);
  }
}
