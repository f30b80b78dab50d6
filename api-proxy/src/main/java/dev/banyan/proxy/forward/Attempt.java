package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.upstream.ForbiddenAddress;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.StreamedAnswer;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.upstream.UpstreamCall;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.ConnectException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request to one side, up to the head of its answer. Tells its exchange once of an answer or a
 * failure. A write that timed out lingers: its side may still act, so it tells a second time when
 * the side has answered late or can no longer act.
 */
final class Attempt {

  final Side side;
  private final Exchange exchange;
  private final Target target;
  private final EventLoop loop;
  private final boolean lingers;
  private final boolean upgrade;
  private @Nullable HttpClientRequest request;
  private Deadlines.@Nullable Deadline deadline;
  private long sentBytes;
  private boolean whole;
  private boolean told;
  private boolean lingering;

  Attempt(Exchange exchange, Side side, boolean lingers) {
    this.exchange = exchange;
    this.loop = exchange.loop;
    this.side = side;
    this.lingers = lingers;
    this.upgrade = !exchange.hasBody && exchange.isWebSocket();
    this.target = exchange.target(side);
  }

  void start() {
    Upstream upstream = target.upstream();
    UpstreamCall call = target.call();
    if (call != null || upstream == null) {
      new WholeBody(exchange, exchange.maxBody(), this::ask, this::abort, this::cancel).read();
      return;
    }
    long connectMillis = loop.plane.config.pool().connect().toMillis();
    loop.client(upstream, upgrade)
        .request(upstream.request(exchange.request.method(), exchange.uri(), connectMillis))
        .onComplete(this::connected);
  }

  /** Gives the request whole to an upstream that wants it so. */
  private void ask(Buffer body) {
    if (told) {
      return;
    }
    isWhole();
    target
        .send(loop.http1(), exchange.whole(body))
        .onComplete(
            (answer, failure) -> {
              if (answer == null) {
                unasked(failure);
              } else {
                head(answer);
              }
            });
  }

  private void unasked(@Nullable Throwable failure) {
    if (lingering) {
      settle(null);
    } else if (failure instanceof SecurityException) {
      fail(Failure.FORBIDDEN);
    } else {
      fail(failure instanceof ConnectException ? Failure.UNREACHABLE : Failure.BROKEN);
    }
  }

  private void connected(@Nullable HttpClientRequest made, @Nullable Throwable failure) {
    if (made == null) {
      fail(failure instanceof ConnectionPoolTooBusyException ? Failure.BUSY : Failure.UNREACHABLE);
    } else if (told) {
      abandon(made); // cancelled meanwhile
    } else if (ForbiddenAddress.isForbidden(made.connection().remoteAddress())) {
      abandon(made);
      fail(Failure.FORBIDDEN);
    } else {
      request = made;
      Headers.toSide(exchange.request, made.headers(), loop.plane.edge);
      made.exceptionHandler(e -> broken());
      made.response().onComplete((response, broken) -> streamed(response));
      send(made);
    }
  }

  /** Without a handler each would be a line in the log, and clients could write many. */
  private static void abandon(HttpClientRequest made) {
    made.exceptionHandler(e -> {});
    made.reset();
  }

  private void send(HttpClientRequest to) {
    if (upgrade) {
      to.putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket").connect();
      isWhole();
      return;
    }
    if (!exchange.hasBody) {
      to.end();
      isWhole();
      return;
    }
    to.setChunked(!to.headers().contains("Content-Length"));
    HttpServerRequest from = exchange.request;
    StreamPace pace = exchange.pace;
    exchange.sayContinue(); // only now is there somebody to send it to
    from.exceptionHandler(e -> cancel());
    from.handler(
        buffer -> {
          sentBytes += buffer.length();
          if (pace != null) {
            pace.read(buffer.length());
          }
          if (sentBytes > exchange.maxBody()) {
            abort(Failure.TOO_LARGE);
            return;
          }
          to.write(buffer);
          if (to.writeQueueFull()) {
            hold(from, true);
            to.drainHandler(drained -> hold(from, false));
          }
        });
    from.endHandler(
        end -> {
          to.end();
          isWhole();
        });
    from.resume();
  }

  private void hold(HttpServerRequest from, boolean held) {
    if (held) {
      from.pause();
    } else {
      from.resume();
    }
    if (exchange.pace != null) {
      exchange.pace.paused(held);
    }
  }

  private void isWhole() {
    whole = true;
    if (!told) {
      startTimer(exchange.timeout(), this::timedOut);
    }
  }

  private void startTimer(Duration after, Runnable then) {
    deadline = loop.deadlines.set(after, then);
  }

  private void stopTimer() {
    if (deadline != null) {
      loop.deadlines.cancel(deadline);
      deadline = null;
    }
  }

  private void timedOut() {
    deadline = null;
    if (!lingers) {
      abort(Failure.TIMEOUT);
      return;
    }
    linger();
    blame(Failure.TIMEOUT);
    exchange.failed(this, Failure.TIMEOUT);
  }

  private void linger() {
    told = true;
    lingering = true;
    startTimer(loop.plane.config.hold().abandon(), () -> settle(null));
  }

  private void streamed(@Nullable HttpClientResponse response) {
    if (response == null) {
      broken();
    } else if (isMalformed(response)) {
      broken();
      reset();
    } else {
      if (upgrade && response.statusCode() != 101) {
        // Vert.x waits for more of the request: its place in the pool would be lost.
        response.end().onComplete(end -> response.request().connection().close());
      }
      head(new StreamedAnswer(response));
    }
  }

  /** In HTTP/2, where no wire looks at the answer before. */
  private boolean isMalformed(HttpClientResponse response) {
    int status = response.statusCode();
    boolean provisional = status < 200 && !(upgrade && status == 101);
    return provisional
        || (response.version() == HttpVersion.HTTP_2 && !Headers.areCarried(response.headers()));
  }

  private void head(SideAnswer answer) {
    if (lingering) {
      settle(answer);
    } else if (!told) {
      told = true;
      stopTimer();
      target.answered();
      exchange.answered(this, answer);
    }
  }

  private void broken() {
    if (lingering) {
      settle(null);
    } else {
      fail(Failure.BROKEN);
    }
  }

  private void settle(@Nullable SideAnswer late) {
    if (lingering) {
      lingering = false;
      stopTimer();
      exchange.settled(this, late);
      reset();
    }
  }

  private void fail(Failure failure) {
    if (!told) {
      told = true;
      stopTimer();
      blame(failure);
      exchange.failed(this, failure);
    }
  }

  private void blame(Failure failure) {
    if (failure != Failure.CLIENT_GONE && failure != Failure.TOO_LARGE) {
      target.failed(failure.text);
    }
  }

  private void abort(Failure failure) {
    if (!told) {
      fail(failure);
      reset();
    }
  }

  /** The client has gone: a write that was sent whole goes on by itself, all else is cut off. */
  void cancel() {
    if (!told && lingers && whole) {
      linger();
      return;
    }
    if (told && !lingering) {
      reset(); // in the middle of its answer
    }
    abort(Failure.CLIENT_GONE);
  }

  /** Whether the request's body was passed on to its end. */
  boolean isSentWhole() {
    return whole;
  }

  /** Cuts the connection, or the stream on it. */
  void reset() {
    if (request != null) {
      request.reset();
    }
  }
}
