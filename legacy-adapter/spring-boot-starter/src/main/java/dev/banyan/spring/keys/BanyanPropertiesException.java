package dev.banyan.spring.keys;

/** Configuration under {@code banyan.} that cannot be used; the message names key and remedy. */
public final class BanyanPropertiesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BanyanPropertiesException(String message) {
    super(message);
  }
}
