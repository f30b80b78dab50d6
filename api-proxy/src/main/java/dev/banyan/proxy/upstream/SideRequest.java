package dev.banyan.proxy.upstream;

import dev.banyan.proxy.wire.Fields;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * A request to a side, which has a connection, or a stream of one, for itself until its answer has
 * ended. Used on its event loop only; what is asked of it after its end does nothing.
 */
public interface SideRequest {

  /** Its fields; before anything is written. */
  void head(Fields fields);

  /**
   * Sends a part of the body; with the first one the head, which says {@code Content-Length} if it
   * is among the fields and otherwise {@code Transfer-Encoding: chunked}.
   */
  void write(Buffer part);

  /** Sends the head before any part of the body, as {@link #write} would; nothing if it is sent. */
  void writeHead();

  /** Whether more than is good for memory waits to be sent. */
  boolean isFull();

  /** Calls back once, when no longer so much waits. */
  void whenDrained(Runnable then);

  /** The request is whole; without a part before it has no body. */
  void end();

  /**
   * The same with fields behind the body, where it can carry them: in HTTP/1.1 if it is chunked, in
   * HTTP/2 always.
   *
   * @param trailers may be empty
   */
  void end(MultiMap trailers);

  /** Gives it up. What it was sent on is not used again, unless nothing has been sent. */
  void reset();

  /** Who asks. Is told once of a request, or that there is none, and then once of its answer. */
  interface Asker {

    /** Whether it still wants a connection. */
    boolean isWaiting();

    /** There is a connection; the asker sends its request on it, or resets it. */
    void connected(SideRequest request);

    /**
     * There is none, and the side got nothing.
     *
     * @param why {@link io.vertx.core.http.ConnectionPoolTooBusyException} if too many wait for
     *     one, {@link SecurityException} if it would lead where none may
     */
    void unconnected(Throwable why);

    /** The head of the answer is there; its body can be read now or not at all. */
    void answered(SideAnswer answer);

    /** The connection broke before the head of an answer. */
    void broken();

    /**
     * There is no answer because the side has done nothing of the request, as it says itself (RFC
     * 9113, 6.8 and 8.7): whatever was asked for may be asked for once more.
     *
     * @param overloaded whether it refused this one, and not all that come on the connection
     */
    void refused(boolean overloaded);
  }
}
