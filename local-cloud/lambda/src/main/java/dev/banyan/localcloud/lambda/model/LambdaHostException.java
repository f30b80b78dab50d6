package dev.banyan.localcloud.lambda.model;

import org.jspecify.annotations.Nullable;

/** The Lambda host cannot do what it was asked to; the message says what to change. */
public final class LambdaHostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LambdaHostException(String message) {
    super(message);
  }

  public LambdaHostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
