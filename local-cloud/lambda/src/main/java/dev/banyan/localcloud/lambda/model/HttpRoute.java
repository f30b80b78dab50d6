package dev.banyan.localcloud.lambda.model;

/**
 * A route of the HTTP API.
 *
 * @param method upper case, or {@code ANY}
 * @param path such as {@code /users/{id}/following} or {@code /files/{name+}}
 */
public record HttpRoute(String method, String path) {

  public HttpRoute {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must start with a slash: " + path);
    }
  }

  /** As the event's {@code routeKey}. */
  public String key() {
    return method + " " + path;
  }
}
