package dev.banyan.proxy.upstream;

import dev.banyan.proxy.wire.Fields;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A side's answer: its head, and its body once somebody reads it. A body that nobody reads is
 * dropped. Used on the caller's event loop only.
 */
public interface SideAnswer {

  /** Its status, 100 to 599. */
  int statusCode();

  /** The reason that came with the status, null if none did. */
  @Nullable String statusMessage();

  /** Its fields. */
  Fields fields();

  /** The first field of a name, null if there is none. */
  default @Nullable String getHeader(CharSequence name) {
    return fields().get(name);
  }

  /** The fields behind the body; complete at its end. */
  MultiMap trailers();

  /**
   * Reads the body: its parts, then either its end or that it broke off. A part is its reader's
   * until the handler returns; {@link #keepUntil} makes it longer.
   */
  void read(Handler<Buffer> part, Handler<Void> end, Handler<Throwable> broken);

  /** The part that is being handed out stays what it is until then. */
  default void keepUntil(Future<Void> written) {}

  /** No more parts for now. */
  void pause();

  /** Goes on with parts. */
  void resume();

  /** Nobody wants the rest of it: cuts its connection, or the stream on it. */
  void reset();
}
