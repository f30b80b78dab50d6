package dev.banyan.proxy.upstream;

import dev.banyan.proxy.wire.Backlog;
import dev.banyan.proxy.wire.Fields;
import dev.banyan.proxy.wire.Http2Rules;
import dev.banyan.proxy.wire.MemoryShare;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request through Vert.x's client: in HTTP/2, or one that leaves HTTP for WebSocket. */
public final class ClientRequest implements SideRequest {

  private static final int OK = 200;

  /** RFC 9113, 7; with NO_ERROR, Vert.x's default, a server may take what it has for the whole. */
  private static final long CANCEL = 8;

  /** Provisional answers to a request; more than a few are a mistake. */
  private static final int MOST_HINTS = 32;

  /** A frame of data, in bytes; servers count those that are smaller than 1 KiB. */
  private static final int ENOUGH = 8 * 1024;

  private static final long MOMENT_MILLIS = 50;

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int LAST_STATUS = 999; // HTTP/1 has three digits for it

  /** RFC 9113, 7. */
  private static final long REFUSED_STREAM = 7;

  private final HttpClientRequest request;
  private final boolean upgrade;
  private final Backlog backlog;
  private boolean begun;
  private boolean conversation;
  private @Nullable Buffer joined;
  private boolean given;
  private int hints;
  private @Nullable Future<Void> written;

  private ClientRequest(HttpClientRequest request, boolean upgrade, MemoryShare memory) {
    this.request = request;
    this.backlog = new Backlog(memory, () -> request.reset(CANCEL));
    this.upgrade = upgrade;
  }

  /**
   * Asks for a connection.
   *
   * @param upgrade whether the request asks to go on in WebSocket
   * @param memory the event loop's
   */
  public static void ask(
      HttpClientAgent client,
      RequestOptions options,
      boolean upgrade,
      MemoryShare memory,
      Asker asker) {
    client
        .request(options)
        .onComplete((made, failure) -> connected(made, failure, upgrade, memory, asker));
  }

  private static void connected(
      @Nullable HttpClientRequest made,
      @Nullable Throwable failure,
      boolean upgrade,
      MemoryShare memory,
      Asker asker) {
    if (made == null) {
      asker.unconnected(failure == null ? new IllegalStateException("no request") : failure);
      return;
    }
    ClientRequest request = new ClientRequest(made, upgrade, memory);
    made.exceptionHandler(e -> request.failed(e, asker));
    if (ForbiddenAddress.isForbidden(made.connection().remoteAddress())) {
      request.reset();
      asker.unconnected(new SecurityException("the upstream's address is link-local"));
    } else {
      made.earlyHintsHandler(hints -> request.hinted(asker));
      made.response().onComplete((response, broken) -> request.answered(response, broken, asker));
      asker.connected(request);
    }
  }

  private void hinted(Asker asker) {
    if (++hints == MOST_HINTS && !given) {
      asker.broken();
      reset();
    }
  }

  private void failed(@Nullable Throwable why, Asker asker) {
    if (given) {
      return;
    }
    given = true;
    if (why instanceof StreamResetException reset && reset.getCode() == REFUSED_STREAM) {
      asker.refused(true);
    } else if (isBehindGoAway()) {
      asker.refused(false);
    } else {
      asker.broken();
    }
  }

  /** Whether the side has said that it takes no more requests than came before this one. */
  private boolean isBehindGoAway() {
    Http2ConnectionHandler http2 =
        request.connection() instanceof ConnectionBase connection
            ? connection.channel().pipeline().get(Http2ConnectionHandler.class)
            : null;
    int stream = request.streamId();
    return http2 != null
        && http2.connection().goAwayReceived()
        && (stream <= 0 || stream > http2.connection().local().lastStreamKnownByPeer());
  }

  private void answered(
      @Nullable HttpClientResponse response, @Nullable Throwable failure, Asker asker) {
    if (response == null) {
      failed(failure, asker);
      return;
    }
    if (isMalformed(response)) {
      asker.broken();
      reset();
      return;
    }
    if (upgrade && response.statusCode() != SWITCHING_PROTOCOLS) {
      // Vert.x waits for more of the request: its place in the pool would be lost.
      response.end().onComplete(end -> response.request().connection().close());
    }
    asker.answered(new StreamedAnswer(response));
  }

  /** In HTTP/2, where no wire looks at the answer before. */
  private boolean isMalformed(HttpClientResponse response) {
    int status = response.statusCode();
    boolean provisional = status < OK && !(upgrade && status == SWITCHING_PROTOCOLS);
    return provisional
        || status > LAST_STATUS
        || (response.version() == HttpVersion.HTTP_2 && !areCarried(response.headers()));
  }

  /** Whether all fields of an answer can be written in HTTP/1 as what they are. */
  private static boolean areCarried(MultiMap fields) {
    for (Map.Entry<String, String> field : fields) {
      if (!Http2Rules.isCarried(field.getKey(), field.getValue())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void head(Fields fields) {
    fields.copyTo(request.headers());
  }

  /**
   * Joins small parts: a frame for each makes servers close the connection, which is others' too.
   * What has a length is no conversation, and can wait until there is enough.
   */
  @Override
  public void write(Buffer part) {
    begin();
    Buffer before = joined;
    Buffer all = before == null ? part : before.appendBuffer(part);
    if (all.length() >= ENOUGH) {
      joined = null;
      writeNow(all);
      return;
    }
    joined = before == null ? Buffer.buffer(ENOUGH).appendBuffer(part) : all;
    if (before == null && conversation) {
      Vertx.currentContext().owner().setTimer(MOMENT_MILLIS, over -> flush());
    }
  }

  @Override
  public void writeHead() {
    if (!begun && !given) {
      begin();
      written = request.sendHead();
    }
  }

  private void begin() {
    if (!begun) {
      begun = true;
      conversation = !request.headers().contains("Content-Length");
      request.setChunked(conversation);
    }
  }

  private void flush() {
    Buffer all = joined;
    joined = null;
    if (all != null && !given) {
      writeNow(all);
    }
  }

  private void writeNow(Buffer part) {
    Future<Void> last = request.write(part);
    written = last;
    backlog.add(last, part.length());
  }

  @Override
  public boolean isFull() {
    return backlog.isFull();
  }

  @Override
  public void whenDrained(Runnable then) {
    backlog.whenDrained(then);
  }

  @Override
  public void end() {
    if (upgrade) {
      request.putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket").connect();
    } else if (joined == null) {
      request.end();
    } else {
      Buffer rest = joined;
      joined = null;
      request.end(rest);
    }
  }

  /** Vert.x's client has no way for trailers: they are written past it, behind all its data. */
  @Override
  public void end(MultiMap trailers) {
    Http2Trailers last = trailers.isEmpty() || upgrade ? null : Http2Trailers.of(request);
    if (last == null) {
      end();
      return;
    }
    flush();
    Future<Void> before = written == null ? request.sendHead() : written;
    before.onSuccess(done -> last.write(trailers));
  }

  @Override
  public void reset() {
    given = true;
    joined = null;
    request.reset(CANCEL);
  }
}
