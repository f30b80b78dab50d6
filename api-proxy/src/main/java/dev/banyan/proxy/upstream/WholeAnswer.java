package dev.banyan.proxy.upstream;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpFrame;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.net.NetSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is in memory whole, in the form in which the data plane relays answers. It is
 * delivered once, when it has both handlers and is not paused. Used on one thread.
 */
@SuppressWarnings("NullAway") // the interface comes without annotations
public final class WholeAnswer implements HttpClientResponse {

  private final int status;
  private final MultiMap headers;
  private final Buffer body;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private boolean paused;
  private boolean delivered;

  /**
   * An answer.
   *
   * @param headers without those of one connection; the length is set
   */
  public WholeAnswer(int status, MultiMap headers, Buffer body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    if (status != 204 && status != 304) {
      headers.set("Content-Length", Integer.toString(body.length()));
    }
  }

  /** The whole body. */
  public Buffer whole() {
    return body;
  }

  private void deliver() {
    if (delivered || paused || endHandler == null) {
      return;
    }
    delivered = true;
    if (handler != null && body.length() > 0) {
      handler.handle(body);
    }
    endHandler.handle(null);
  }

  @Override
  public HttpClientResponse handler(Handler<Buffer> next) {
    handler = next;
    if (next != null) {
      deliver();
    }
    return this;
  }

  @Override
  public HttpClientResponse endHandler(Handler<Void> next) {
    endHandler = next;
    if (handler != null) {
      deliver();
    }
    return this;
  }

  @Override
  public HttpClientResponse pause() {
    paused = true;
    return this;
  }

  @Override
  public HttpClientResponse resume() {
    paused = false;
    if (handler != null) {
      deliver();
    }
    return this;
  }

  @Override
  public HttpClientResponse fetch(long amount) {
    return resume();
  }

  @Override
  public HttpClientResponse exceptionHandler(Handler<Throwable> next) {
    return this;
  }

  @Override
  public HttpClientResponse customFrameHandler(Handler<HttpFrame> next) {
    return this;
  }

  @Override
  public HttpClientResponse streamPriorityHandler(Handler<StreamPriority> next) {
    return this;
  }

  @Override
  public Future<Buffer> body() {
    return Future.succeededFuture(body);
  }

  @Override
  public Future<Void> end() {
    return Future.succeededFuture();
  }

  @Override
  public int statusCode() {
    return status;
  }

  @Override
  public @Nullable String statusMessage() {
    return null;
  }

  @Override
  public HttpVersion version() {
    return HttpVersion.HTTP_1_1;
  }

  @Override
  public MultiMap headers() {
    return headers;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return headers.get(name);
  }

  @Override
  public @Nullable String getHeader(CharSequence name) {
    return headers.get(name);
  }

  @Override
  public List<String> cookies() {
    return headers.getAll("Set-Cookie");
  }

  @Override
  public MultiMap trailers() {
    return MultiMap.caseInsensitiveMultiMap();
  }

  @Override
  public @Nullable String getTrailer(String name) {
    return null;
  }

  @Override
  public NetSocket netSocket() {
    throw new UnsupportedOperationException("there is no connection behind a whole answer");
  }

  @Override
  public HttpClientRequest request() {
    throw new UnsupportedOperationException("there is no request behind a whole answer");
  }
}
