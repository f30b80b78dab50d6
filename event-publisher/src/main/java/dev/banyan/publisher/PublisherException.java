package dev.banyan.publisher;

/** A publisher that cannot start; the message says why and what to do next. */
public final class PublisherException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PublisherException(String message, Throwable cause) {
    super(message, cause);
  }
}
