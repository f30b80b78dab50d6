package dev.banyan.proxy;

import org.jspecify.annotations.Nullable;

/** The proxy cannot start; the message is one line that names the remedy. */
final class StartUpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartUpException(String message) {
    super(message);
  }

  StartUpException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
