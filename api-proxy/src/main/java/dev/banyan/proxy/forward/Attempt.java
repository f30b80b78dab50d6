package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.SideRequest;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.upstream.UpstreamCall;
import dev.banyan.proxy.wire.MemoryShare;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request to one side, up to the head of its answer. Tells its exchange once of an answer or a
 * failure. A write that timed out lingers: its side may still act, so it tells a second time when
 * the side has answered late or can no longer act.
 */
final class Attempt implements SideRequest.Asker {

  /** A body that is whole before it needs a connection, in bytes. */
  private static final int SHORT = 8 * 1024;

  final Side side;
  private final Exchange exchange;
  private final Target target;
  private final EventLoop loop;
  private final boolean lingers;
  private final boolean upgrade;
  private @Nullable SideRequest request;
  private @Nullable WholeBody body;
  private @Nullable Buffer gathered;
  private @Nullable Upstream upload;
  private boolean asked;
  private Deadlines.@Nullable Deadline deadline;
  private boolean whole;
  private boolean again;
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
      gather(loop.memory, exchange.maxBody(), this::sendWhole);
    } else if (isShort()) {
      gather(loop.shortBodies, SHORT, whole -> connect(upstream, whole));
    } else if (!exchange.hasBody) {
      connect(upstream);
    } else if (loop.uploads.begin(upstream)) {
      upload = upstream;
      connect(upstream);
    } else {
      fail(Failure.NO_ROOM);
    }
  }

  private void gather(MemoryShare memory, long most, Consumer<Buffer> then) {
    body = new WholeBody(exchange, memory, most, then, this::abort, this::cancel);
    body.read();
  }

  private void connect(Upstream upstream) {
    loop.ask(upstream, exchange.request.method(), exchange.uri(), upgrade, this);
  }

  /** Then it can be here before it needs a connection, however slow its client is. */
  private boolean isShort() {
    String length = exchange.hasBody ? exchange.request.getHeader("Content-Length") : null;
    return length != null && Long.parseLong(length) <= SHORT; // checked when it came in
  }

  private void connect(Upstream upstream, Buffer whole) {
    if (!told) {
      gathered = whole;
      connect(upstream);
    }
  }

  /** Gives the request whole to an upstream that wants it so. */
  private void sendWhole(Buffer whole) {
    if (told) {
      return;
    }
    asked = true;
    sentWhole();
    target
        .send(loop.clients, WholeRequests.of(exchange, whole), this::keeps)
        .onComplete(
            (answer, failure) -> {
              forgetBody();
              if (answer == null) {
                unasked(failure);
              } else {
                answered(answer);
              }
            });
  }

  private boolean keeps(long bytes) {
    return body == null || body.becomes(bytes);
  }

  private void forgetBody() {
    if (body != null) {
      body.done();
      body = null;
    }
    gathered = null;
  }

  /** It is not sent again; but a call keeps what it was given until it has ended. */
  private void letGoOfBody() {
    if (!whole || target.call() == null) {
      forgetBody();
    }
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

  @Override
  public boolean isWaiting() {
    return !told;
  }

  @Override
  public void unconnected(Throwable why) {
    if (why instanceof ConnectionPoolTooBusyException) {
      fail(Failure.BUSY);
    } else {
      fail(why instanceof SecurityException ? Failure.FORBIDDEN : Failure.UNREACHABLE);
    }
  }

  @Override
  public void connected(SideRequest made) {
    if (told) {
      made.reset(); // cancelled meanwhile
    } else {
      request = made;
      made.head(Headers.toSide(exchange.request, loop.plane.edge, exchange.trail));
      send(made);
    }
  }

  private void send(SideRequest to) {
    asked = true;
    Buffer here = gathered;
    if (here != null) {
      to.write(here);
      to.end(RequestTrailers.of(exchange.request));
      sentWhole();
    } else if (exchange.hasBody) {
      new StreamedBody(this, exchange, to).start();
    } else {
      to.end();
      sentWhole();
    }
  }

  /** The side takes no more of the body for now. */
  void standsStill() {
    if (!told) {
      startTimer(loop.plane.config.pool().idle(), () -> abort(Failure.STALLED));
    }
  }

  /** The side takes more of the body. */
  void goesOn() {
    if (!told && !whole) {
      stopTimer();
    }
  }

  /** The side has been sent all of it. */
  void sentWhole() {
    whole = true;
    endUpload();
    if (!told) {
      stopTimer(); // a last part may have come while the side took no more
      startTimer(exchange.timeout(), this::timedOut);
    }
  }

  private void endUpload() {
    if (upload != null) {
      loop.uploads.end(upload);
      upload = null;
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
    letGoOfBody();
    startTimer(loop.plane.config.hold().abandon(), () -> settle(null));
  }

  @Override
  public void answered(SideAnswer answer) {
    if (lingering) {
      settle(answer);
    } else if (!told) {
      told = true;
      endUpload();
      letGoOfBody();
      stopTimer();
      target.answered();
      exchange.answered(this, answer);
    }
  }

  @Override
  public void broken() {
    if (lingering) {
      settle(null);
    } else {
      fail(Failure.BROKEN);
    }
  }

  @Override
  public void refused(boolean overloaded) {
    Upstream upstream = target.upstream();
    boolean isHere = !exchange.hasBody || gathered != null;
    if (told || again || upstream == null || !isHere || (overloaded && !exchange.mayRetry())) {
      broken();
      return;
    }
    again = true;
    stopTimer();
    request = null;
    whole = false;
    connect(upstream);
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
      endUpload();
      letGoOfBody();
      stopTimer();
      blame(failure);
      exchange.failed(this, failure);
    }
  }

  private void blame(Failure failure) {
    if (failure.isOfSide()) {
      target.failed(failure.text);
    }
  }

  /** Gives up, and says why. */
  void abort(Failure failure) {
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

  /** Its answer is not wanted. */
  void ignore(SideAnswer answer) {
    new IgnoredAnswer(loop.deadlines, this::reset).read(answer);
  }

  /** Whether anything was sent to the side. */
  boolean isAsked() {
    return asked;
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
