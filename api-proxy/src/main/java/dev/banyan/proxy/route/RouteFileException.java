package dev.banyan.proxy.route;

/** The route file cannot be used; the message names file, line and remedy. */
public final class RouteFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RouteFileException(String message) {
    super(message);
  }
}
