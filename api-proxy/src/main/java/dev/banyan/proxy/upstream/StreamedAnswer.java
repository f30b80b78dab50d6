package dev.banyan.proxy.upstream;

import dev.banyan.proxy.wire.Fields;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/**
 * An answer that comes over a connection.
 *
 * @param response as the HTTP client has it
 */
public record StreamedAnswer(HttpClientResponse response) implements SideAnswer {

  /** RFC 9113, 7. */
  private static final long CANCEL = 8;

  public StreamedAnswer {
    response.exceptionHandler(e -> {}); // until somebody reads it
  }

  @Override
  public int statusCode() {
    return response.statusCode();
  }

  @Override
  public @Nullable String statusMessage() {
    return response.statusMessage();
  }

  @Override
  public Fields fields() {
    return Fields.of(response.headers());
  }

  @Override
  public @Nullable String getHeader(CharSequence name) {
    return response.getHeader(name);
  }

  @Override
  public MultiMap trailers() {
    return response.trailers();
  }

  @Override
  public void read(Handler<Buffer> part, Handler<Void> end, Handler<Throwable> broken) {
    response.exceptionHandler(broken);
    response.handler(part);
    response.endHandler(end);
  }

  @Override
  public void pause() {
    response.pause();
  }

  @Override
  public void resume() {
    response.resume();
  }

  @Override
  public void reset() {
    response.request().reset(CANCEL);
  }
}
