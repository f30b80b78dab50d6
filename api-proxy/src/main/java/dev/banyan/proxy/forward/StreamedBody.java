package dev.banyan.proxy.forward;

import dev.banyan.proxy.upstream.SideRequest;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Passes a request's body on to a side as it comes, no faster than the side takes it, and with it
 * what stands behind it. Used on its event loop only.
 */
final class StreamedBody implements Handler<Buffer> {

  private final Attempt attempt;
  private final Exchange exchange;
  private final SideRequest to;
  private long bytes;

  StreamedBody(Attempt attempt, Exchange exchange, SideRequest to) {
    this.attempt = attempt;
    this.exchange = exchange;
    this.to = to;
  }

  void start() {
    HttpServerRequest from = exchange.request;
    exchange.sayContinue(); // only now is there somebody to send it to
    from.exceptionHandler(e -> attempt.cancel());
    from.handler(this);
    from.endHandler(end -> end());
    from.resume();
  }

  @Override
  public void handle(Buffer part) {
    bytes += part.length();
    if (exchange.pace != null) {
      exchange.pace.read(part.length());
    }
    if (bytes > exchange.maxBody()) {
      attempt.abort(Failure.TOO_LARGE);
      return;
    }
    to.write(part);
    if (to.isFull()) {
      hold(true);
      to.whenDrained(() -> hold(false));
    }
  }

  private void hold(boolean held) {
    if (held) {
      exchange.request.pause();
    } else {
      exchange.request.resume();
    }
    if (exchange.pace != null) {
      exchange.pace.paused(held);
    }
  }

  private void end() {
    to.end(RequestTrailers.of(exchange.request));
    attempt.isWhole();
  }
}
