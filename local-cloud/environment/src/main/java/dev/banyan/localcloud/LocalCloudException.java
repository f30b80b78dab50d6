package dev.banyan.localcloud;

/** The local cloud cannot start; the message says why and what to do. */
public final class LocalCloudException extends RuntimeException {

  public LocalCloudException(String message) {
    super(message);
  }

  public LocalCloudException(String message, Throwable cause) {
    super(message, cause);
  }
}
