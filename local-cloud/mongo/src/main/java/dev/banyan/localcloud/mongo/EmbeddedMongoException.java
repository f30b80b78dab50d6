package dev.banyan.localcloud.mongo;

/** The embedded MongoDB could not be started. */
public final class EmbeddedMongoException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EmbeddedMongoException(String message, Throwable cause) {
    super(message, cause);
  }
}
