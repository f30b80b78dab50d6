package dev.banyan.proxy.forward;

import dev.banyan.proxy.wire.MemoryShare;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Reads a request's body whole, up to a bound, for an upstream that cannot be streamed to. Its
 * request keeps this as its handler, often for long after nobody needs the body any more.
 */
final class WholeBody {

  private final Exchange exchange;
  private final GatheredBody body;
  private final Consumer<Buffer> then;
  private final Consumer<Failure> refused;
  private final Runnable gone;
  private boolean over;

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
      Consumer<Failure> refused,
      Runnable gone) {
    this.exchange = exchange;
    this.body = new GatheredBody(memory, most);
    this.then = then;
    this.refused = refused;
    this.gone = gone;
  }

  void read() {
    if (!exchange.hasBody) {
      then.accept(Buffer.buffer());
      return;
    }
    HttpServerRequest from = exchange.request;
    String length = from.getHeader("Content-Length"); // checked when it came in
    Failure failure = length == null ? null : body.expect(Long.parseLong(length));
    if (failure != null) {
      refuse(failure); // before the client is asked for it
      return;
    }
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
    Failure failure = over ? null : body.add(part);
    if (failure != null) {
      refuse(failure);
    }
  }

  private void refuse(Failure why) {
    done();
    refused.accept(why);
  }

  private void end() {
    if (!over) {
      over = true;
      then.accept(body.take());
    }
  }

  /** Counts what is kept in the body's stead; false if there is no room, which is told. */
  boolean becomes(long bytes) {
    boolean room = body.becomes(bytes);
    if (!room) {
      refuse(Failure.NO_ROOM);
    }
    return room;
  }

  /** Nobody needs it any more. */
  void done() {
    over = true;
    body.drop();
  }
}
