package dev.banyan.cli.input;

import org.jspecify.annotations.Nullable;

/** An input that cannot be used; the message names it, the place in it, and what to do. */
public final class InputException extends RuntimeException {

  InputException(String message) {
    this(message, null);
  }

  InputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
