package dev.banyan.proxy.upstream;

import dev.banyan.proxy.wire.Fields;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** An answer that is in memory whole. Its body is delivered once, when it is not paused. */
public final class WholeAnswer implements SideAnswer {

  private final int status;
  private final Fields fields;
  private final Buffer body;
  private @Nullable Runnable delivery;
  private boolean paused;

  /**
   * An answer.
   *
   * @param fields without those of one connection; the length is set
   * @param body dropped if the status has none (RFC 9110, 15.3.5 and 15.4.5)
   */
  public WholeAnswer(int status, Fields fields, Buffer body) {
    this.status = status;
    this.fields = fields;
    boolean bodiless = status == 204 || status == 304;
    this.body = bodiless ? Buffer.buffer() : body;
    if (!bodiless) {
      fields.set("Content-Length", Integer.toString(body.length()));
    }
  }

  /** The whole body. */
  public Buffer whole() {
    return body;
  }

  @Override
  public void read(Handler<Buffer> part, Handler<Void> end, Handler<Throwable> broken) {
    delivery =
        () -> {
          if (body.length() > 0) {
            part.handle(body);
          }
          end.handle(null);
        };
    deliver();
  }

  private void deliver() {
    Runnable present = delivery;
    if (!paused && present != null) {
      delivery = null;
      present.run();
    }
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    deliver();
  }

  @Override
  public void reset() {
    delivery = null;
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
  public Fields fields() {
    return fields;
  }

  @Override
  public MultiMap trailers() {
    return MultiMap.caseInsensitiveMultiMap();
  }
}
