package dev.banyan.proxy.upstream;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import java.util.function.LongPredicate;

/**
 * An upstream that must be given a request whole: because it is signed, or because it is no HTTP
 * server. Thread-safe.
 */
@FunctionalInterface
public interface UpstreamCall {

  /**
   * Sends a request; never waits.
   *
   * @param client connections of the caller's event loop, for upstreams that speak HTTP
   * @param keeps told at once how many bytes are kept of the request until it has its answer, if
   *     they are not those of its body; false if there is no room for them, and then it is not sent
   * @return the answer, on the caller's context; a failure if there was none
   */
  Future<SideAnswer> send(HttpClientAgent client, WholeRequest request, LongPredicate keeps);
}
