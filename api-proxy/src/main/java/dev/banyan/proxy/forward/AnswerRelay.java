package dev.banyan.proxy.forward;

import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.wire.Backlog;
import dev.banyan.proxy.wire.HardClose;
import dev.banyan.proxy.wire.MemoryShare;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * Streams an answer to the client, no faster than the client takes it. A body that comes in one
 * piece leaves in one piece, together with the head.
 */
final class AnswerRelay {

  private static final long UNKNOWN = -1;

  /** RFC 9113, 7; with NO_ERROR, Vert.x's default, some clients are content with what they have. */
  private static final long INTERNAL_ERROR = 2;

  private static final long ENHANCE_YOUR_CALM = 11;

  /** Its content, which a side may not send (RFC 9110, 15.3.6), goes no further. */
  private static final int RESET_CONTENT = 205;

  private final SideAnswer from;
  private final HttpServerRequest request;
  private final HttpServerResponse to;
  private final @Nullable AnswerCopy copy;
  private final Backlog backlog;
  private final Runnable unsaid;
  private final Runnable abandon;
  private final boolean isBodiless;
  private final long length;
  private long passed;

  /**
   * For one answer.
   *
   * @param copy gets a copy of the body, if one is wanted
   * @param memory the event loop's
   * @param abandon ends the answer at its side
   * @param unsaid is run if the answer breaks off before anything of it has been said
   */
  AnswerRelay(
      SideAnswer from,
      HttpServerRequest request,
      @Nullable AnswerCopy copy,
      MemoryShare memory,
      Runnable abandon,
      Runnable unsaid) {
    this.abandon = abandon;
    this.backlog = new Backlog(memory, this::cut);
    this.unsaid = unsaid;
    this.from = from;
    this.request = request;
    this.to = request.response();
    this.copy = copy;
    this.isBodiless = isBodiless();
    this.length = isBodiless ? 0 : length();
  }

  private boolean isBodiless() {
    int status = from.statusCode();
    return status == 204
        || status == 304
        || status == RESET_CONTENT
        || request.method() == HttpMethod.HEAD;
  }

  private long length() {
    String text = from.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return text == null ? UNKNOWN : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  void start() {
    to.setStatusCode(from.statusCode());
    String reason = from.statusMessage();
    if (reason != null && !reason.isEmpty() && !reason.equals(to.getStatusMessage())) {
      to.setStatusMessage(reason);
    }
    if (length == UNKNOWN) {
      to.setChunked(true);
      if (isOld()) {
        Headers.closeAfter(request); // which is how such a client knows the end
      }
    }
    from.read(this::part, end -> end(), broken -> broken());
    if (length == UNKNOWN && !isOld()) {
      // After what has been read already: a head does not wait for a body that takes its time. To
      // HTTP/1.0 Vert.x sends it with the first part only.
      Context context = Vertx.currentContext();
      if (context != null) {
        context.runOnContext(read -> headAlone());
      }
    }
  }

  private boolean isOld() {
    return request.version() == HttpVersion.HTTP_1_0;
  }

  /** The client must not take the half for the whole. */
  private void broken() {
    if (copy != null) {
      copy.drop();
    }
    if (!to.headWritten() && !to.ended() && !to.closed()) {
      unsaid.run();
      return;
    }
    if (isOld()
        && length == UNKNOWN
        && !to.closed()
        && request.connection() instanceof ConnectionBase connection) {
      HardClose.close(connection.channel()); // TLS would end in order, as behind a whole answer
    } else {
      to.reset(INTERNAL_ERROR);
    }
  }

  /** The client reads too little, and memory is short. */
  private void cut() {
    if (copy != null) {
      copy.drop();
    }
    abandon.run();
    if (request.connection() instanceof ConnectionBase connection
        && (request.version() != HttpVersion.HTTP_2 || !connection.channel().isWritable())) {
      HardClose.close(connection.channel());
    } else {
      to.reset(ENHANCE_YOUR_CALM);
    }
  }

  private void headAlone() {
    if (!to.headWritten() && !to.ended() && !to.closed()) {
      to.writeHead();
    }
  }

  private void part(Buffer part) {
    if (part.length() == 0 || isBodiless) {
      return; // an empty one would bring the head out
    }
    if (copy != null) {
      copy.add(part);
    }
    passed += part.length();
    if (passed == length) {
      Future<Void> written = to.end(part);
      from.keepUntil(written);
      backlog.add(written, part.length()); // of a function's answer it may be all
      return;
    }
    Future<Void> written = to.write(part);
    from.keepUntil(written);
    backlog.add(written, part.length());
    if (backlog.isFull()) {
      from.pause();
      backlog.whenDrained(from::resume);
    }
  }

  private void end() {
    if (length != UNKNOWN && passed != length && !to.ended()) {
      broken(); // no codec counts when the side speaks HTTP/2
      return;
    }
    if (!to.ended()) {
      if (length == UNKNOWN && !from.trailers().isEmpty()) {
        Headers.trailers(from.trailers(), to.trailers());
      }
      to.end();
    }
    if (copy != null) {
      copy.end(from);
    }
  }
}
