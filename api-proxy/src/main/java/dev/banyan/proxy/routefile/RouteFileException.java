package dev.banyan.proxy.routefile;

/** The route file cannot be used; the message names file, line, column and remedy. */
public final class RouteFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RouteFileException(String message) {
    super(message);
  }

  public RouteFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
