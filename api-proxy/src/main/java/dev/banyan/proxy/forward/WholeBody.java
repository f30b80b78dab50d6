package dev.banyan.proxy.forward;

import dev.banyan.proxy.wire.MemoryShare;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads a request's body whole, up to a bound, for an upstream that cannot be streamed to. */
final class WholeBody {

  private final Exchange exchange;
  private final MemoryShare memory;
  private final long most;
  private final Consumer<Buffer> then;
  private final Consumer<Failure> tooLong;
  private final Runnable gone;
  private final Buffer body = Buffer.buffer();
  private boolean over;
  private int taken;

  /**
   * Of one request.
   *
   * @param memory where its bytes count
   * @param most bytes
   */
  WholeBody(
      Exchange exchange,
      MemoryShare memory,
      long most,
      Consumer<Buffer> then,
      Consumer<Failure> tooLong,
      Runnable gone) {
    this.exchange = exchange;
    this.memory = memory;
    this.most = most;
    this.then = then;
    this.tooLong = tooLong;
    this.gone = gone;
  }

  void read() {
    if (!exchange.hasBody) {
      then.accept(body);
      return;
    }
    HttpServerRequest from = exchange.request;
    from.exceptionHandler(e -> gone.run());
    from.handler(this::part);
    from.endHandler(end -> end());
    exchange.sayContinue();
    from.resume();
  }

  private void part(Buffer part) {
    if (exchange.pace != null) {
      exchange.pace.read(part.length());
    }
    if (!over && body.length() + part.length() > most) {
      over = true;
      tooLong.accept(Failure.TOO_LARGE);
    } else if (!over && !memory.take(part.length())) {
      over = true;
      tooLong.accept(Failure.NO_ROOM);
    } else if (!over) {
      taken += part.length();
      body.appendBuffer(part);
    }
  }

  private void end() {
    if (!over) {
      over = true;
      then.accept(body);
    }
  }

  /** Nobody needs it any more. */
  void done() {
    over = true;
    memory.give(taken);
    taken = 0;
  }
}
