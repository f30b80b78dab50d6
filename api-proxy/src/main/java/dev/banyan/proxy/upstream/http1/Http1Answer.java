package dev.banyan.proxy.upstream.http1;

import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.wire.AnswerHead;
import dev.banyan.proxy.wire.Fields;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/** An answer while it comes over its connection. */
final class Http1Answer implements SideAnswer {

  private final AnswerHead head;
  private final Http1Request request;
  private @Nullable MultiMap trailers;
  private @Nullable ByteBuf part;
  private @Nullable Handler<Buffer> partHandler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> brokenHandler;

  Http1Answer(AnswerHead head, Http1Request request) {
    this.head = head;
    this.request = request;
  }

  @Override
  public int statusCode() {
    return head.status();
  }

  @Override
  public @Nullable String statusMessage() {
    return head.reason();
  }

  @Override
  public Fields fields() {
    return head.fields();
  }

  @Override
  public MultiMap trailers() {
    MultiMap present = trailers;
    return present == null ? HeadersMultiMap.caseInsensitive() : present;
  }

  @Override
  public void read(Handler<Buffer> part, Handler<Void> end, Handler<Throwable> broken) {
    partHandler = part;
    endHandler = end;
    brokenHandler = broken;
  }

  /** What has been read from the socket already still comes: at most one read, 64 KiB. */
  @Override
  public void pause() {
    request.read(false);
  }

  @Override
  public void resume() {
    request.read(true);
  }

  @Override
  public void reset() {
    request.reset();
  }

  /** Hands out a part, which is the connection's again afterwards. */
  void part(ByteBuf bytes) {
    Handler<Buffer> present = partHandler;
    if (present != null) {
      part = bytes;
      present.handle(BufferInternal.buffer(bytes));
      part = null;
    }
  }

  @Override
  public void keepUntil(Future<Void> written) {
    ByteBuf kept = part;
    if (kept != null && !written.isComplete()) {
      kept.retain();
      written.onComplete((done, failure) -> kept.release());
    }
  }

  void end(@Nullable MultiMap last) {
    trailers = last;
    Handler<Void> present = endHandler;
    if (present != null) {
      present.handle(null);
    }
  }

  void broken(Throwable why) {
    Handler<Throwable> present = brokenHandler;
    if (present != null) {
      present.handle(why);
    }
  }
}
