package dev.banyan.proxy.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;

/**
 * A request with its whole body.
 *
 * @param method its method
 * @param uri path and query as the client sent them
 * @param headers as a side gets them
 * @param body empty if there is none
 * @param template of its route, as <code>/users/{id}</code>
 * @param pathParameters the values of the template's variables
 * @param peer the client's address, empty if unknown
 * @param timeout how long the answer may take
 */
public record WholeRequest(
    HttpMethod method,
    String uri,
    MultiMap headers,
    Buffer body,
    String template,
    Map<String, String> pathParameters,
    String peer,
    Duration timeout) {

  /** The path without its query. */
  public String path() {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /** The query without its question mark, empty if there is none. */
  public String query() {
    int query = uri.indexOf('?');
    return query < 0 ? "" : uri.substring(query + 1);
  }
}
