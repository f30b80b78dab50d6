package dev.banyan.localcloud.lambda.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Reads a request's body, but never more than a bound. */
final class BoundedBody {

  private BoundedBody() {}

  /**
   * @return the body, or empty if it is larger than {@code max} bytes; fails if the client goes
   *     away
   */
  static Future<Optional<Buffer>> read(HttpServerRequest request, int max) {
    Promise<Optional<Buffer>> result = Promise.promise();
    Buffer body = Buffer.buffer();
    request.exceptionHandler(result::tryFail);
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > max) {
            request.handler(ignored -> {});
            result.tryComplete(Optional.empty());
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> result.tryComplete(Optional.of(body)));
    return result.future();
  }
}
