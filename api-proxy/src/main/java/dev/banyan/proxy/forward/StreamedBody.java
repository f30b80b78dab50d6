package dev.banyan.proxy.forward;

import dev.banyan.proxy.upstream.SideRequest;
import dev.banyan.proxy.wire.ReadStop;
import io.netty.channel.Channel;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Passes a request's body on to a side as it comes, no faster than the side takes it, and with it
 * what stands behind it. Used on its event loop only.
 */
final class StreamedBody implements Handler<Buffer> {

  private final Attempt attempt;
  private final Exchange exchange;
  private final SideRequest to;
  private long bytes;
  private boolean held;
  private boolean ended;

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
    // Behind what has been read already: the side may have something to say before the body comes.
    exchange.loop.context.runOnContext(read -> headAlone());
  }

  private void headAlone() {
    if (bytes == 0 && !ended) {
      to.writeHead();
    }
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
    if (to.isFull() && !held) {
      hold(true);
      to.whenDrained(() -> hold(false));
    }
  }

  /**
   * In HTTP/1 the connection is not read: a request that is only paused goes on until some twenty
   * parts wait. In HTTP/2 the stream's window bounds them.
   */
  private void hold(boolean now) {
    held = now;
    if (now) {
      attempt.standsStill();
    } else {
      attempt.goesOn();
    }
    HttpServerRequest from = exchange.request;
    if (exchange.pace != null) {
      exchange.pace.paused(now);
    }
    if (from.version() != HttpVersion.HTTP_2
        && from.connection() instanceof ConnectionBase connection) {
      stop(connection.channel(), now);
    } else if (now) {
      from.pause();
    } else {
      from.resume();
    }
  }

  private static void stop(Channel channel, boolean now) {
    if (now) {
      ReadStop.begin(channel);
    } else {
      ReadStop.end(channel);
    }
  }

  private void end() {
    ended = true;
    to.end(RequestTrailers.of(exchange.request));
    attempt.sentWhole();
  }
}
