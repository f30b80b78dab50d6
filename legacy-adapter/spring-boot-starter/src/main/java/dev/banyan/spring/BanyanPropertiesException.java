package dev.banyan.spring;

/** Configuration under {@code banyan.} that cannot be used; the message names key and remedy. */
final class BanyanPropertiesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BanyanPropertiesException(String message) {
    super(message);
  }
}
