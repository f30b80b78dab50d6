package dev.banyan.proxy.upstream.http1;

import dev.banyan.proxy.upstream.ForbiddenAddress;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.SideRequest;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.wire.AnswerReader;
import dev.banyan.proxy.wire.SilenceWatch;
import dev.banyan.proxy.wire.WireLimits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one upstream. The one that was used last is used next, so
 * that those which are not needed grow old. Who finds none free waits, in a queue that is bounded
 * and refuses when it is full. Used on its event loop only.
 */
final class Http1Pool {

  /** Vert.x's name for its handler, the last one. */
  private static final String HANDLER = "handler";

  /** How often it is looked for room while somebody waits. */
  private static final int LOOK_MILLIS = 100;

  private final Upstream upstream;
  private final PoolConfig config;
  private final WireLimits limits;
  private final NetClient client;
  private final ContextInternal context;
  private final long keepNanos;
  private final String authority;
  private final Outgoing outgoing;
  private final Consumer<Http1Request> now = this::ask;
  private final ArrayDeque<Http1Connection> idle = new ArrayDeque<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final StalledAnswers stalled;
  private int open;
  private int connecting;
  private boolean looksForRoom;

  Http1Pool(
      Upstream upstream,
      PoolConfig config,
      WireLimits limits,
      NetClient client,
      ContextInternal context,
      Outgoing outgoing) {
    this.upstream = upstream;
    this.config = config;
    this.limits = limits;
    this.client = client;
    this.context = context;
    this.outgoing = outgoing;
    this.keepNanos = config.keepAlive().toNanos();
    this.authority = upstream.authority();
    this.stalled = new StalledAnswers(config.size());
  }

  /** A request that waits for a connection, and the timer that ends the waiting. */
  private record Waiting(Http1Request request, long timer) {}

  /** Of the event loop. */
  Outgoing outgoing() {
    return outgoing;
  }

  /** A request to this upstream, which has no connection yet. */
  Http1Request request(HttpMethod method, String uri, SideRequest.Asker asker) {
    return new Http1Request(method, upstream.uri(uri), authority, asker);
  }

  /** Asks for a connection behind what is done now. */
  void askSoon(Http1Request request) {
    outgoing.ask(now, request);
  }

  /** Gives a request a connection, now or later, or tells its asker that there is none. */
  private void ask(Http1Request request) {
    Http1Connection free = free();
    if (free != null) {
      free.begin(request);
    } else if (open < config.size()) {
      await(request);
      connect();
    } else if (waiting.size() - connecting < config.queue()) {
      await(request);
      makeRoom();
    } else {
      request.asker().unconnected(new ConnectionPoolTooBusyException("too many wait"));
    }
  }

  private @Nullable Http1Connection free() {
    long now = idle.isEmpty() ? 0 : System.nanoTime();
    for (Http1Connection next = idle.pollLast(); next != null; next = idle.pollLast()) {
      if (next.isOpen() && !next.isStale(now, keepNanos)) {
        return next;
      }
      next.close();
    }
    return null;
  }

  private void await(Http1Request request) {
    long timer =
        context.owner().setTimer(Math.max(1, config.connect().toMillis()), late -> late(request));
    waiting.add(new Waiting(request, timer));
  }

  private void late(Http1Request request) {
    if (waiting.removeIf(each -> each.request() == request)) {
      String why = "no connection in time";
      request
          .asker()
          .unconnected(
              connecting == 0
                  ? new ConnectionPoolTooBusyException(why)
                  : new IllegalStateException(why));
    }
  }

  /** Those who wait get the connections of answers that nobody takes. */
  private void makeRoom() {
    long now = System.nanoTime();
    for (int wanted = waiting.size() - connecting; wanted > 0; wanted--) {
      Http1Connection longest = stalled.take(now);
      if (longest == null) {
        break;
      }
      longest.stalled();
    }
    if (!looksForRoom && !waiting.isEmpty() && !stalled.isEmpty()) {
      looksForRoom = true;
      context.owner().setTimer(LOOK_MILLIS, look -> lookForRoom());
    }
  }

  private void lookForRoom() {
    looksForRoom = false;
    makeRoom();
  }

  /** A connection's answer is not read on, or is again. */
  void stalls(Http1Connection connection, boolean now) {
    if (now) {
      stalled.begin(connection, System.nanoTime());
      makeRoom();
    } else {
      stalled.end(connection);
    }
  }

  private void connect() {
    open++;
    connecting++;
    context.runOnContext(
        go ->
            client
                .connect(upstream.port(), upstream.host())
                .onComplete(
                    (socket, failure) -> {
                      connecting--;
                      if (socket == null) {
                        failed(failure);
                      } else {
                        connected(socket);
                      }
                    }));
  }

  private void connected(NetSocket socket) {
    if (ForbiddenAddress.isForbidden(socket.remoteAddress())) {
      socket.close();
      failed(new SecurityException("the upstream's address is link-local"));
      return;
    }
    Http1Connection made = install((NetSocketInternal) socket);
    if (made.isOpen()) {
      released(made);
    } else {
      made.forget();
      failed(null);
    }
  }

  private Http1Connection install(NetSocketInternal socket) {
    ChannelHandlerContext behind = socket.channelHandlerContext();
    ChannelPipeline pipeline = behind.pipeline();
    AnswerReader reader = new AnswerReader(limits);
    SilenceWatch.install(pipeline, config.idle(), reader.reads());
    Http1Connection made = new Http1Connection(this, context, reader, behind);
    pipeline.addBefore(HANDLER, "banyan-side", made);
    return made;
  }

  /** One less is on its way, and one of those who wait has waited for nothing. */
  private void failed(@Nullable Throwable why) {
    open--;
    Waiting first = next();
    if (first != null) {
      first
          .request()
          .asker()
          .unconnected(why == null ? new IllegalStateException("not connected") : why);
    }
    connectForOthers();
  }

  private void connectForOthers() {
    if (waiting.size() > connecting && open < config.size()) {
      connect();
    }
  }

  /** The first that has not been given up meanwhile. */
  private @Nullable Waiting next() {
    for (Waiting first = waiting.poll(); first != null; first = waiting.poll()) {
      context.owner().cancelTimer(first.timer());
      if (first.request().asker().isWaiting()) {
        return first;
      }
    }
    return null;
  }

  /** A connection can be used again. */
  void released(Http1Connection connection) {
    Waiting first = next();
    if (first != null) {
      connection.begin(first.request());
    } else {
      connection.idle(System.nanoTime());
      idle.addLast(connection);
    }
  }

  /** A connection is closed, whoever closed it. */
  void closed(Http1Connection connection) {
    open--;
    idle.remove(connection);
    stalled.end(connection);
    connectForOthers();
  }

  /** Closes those that nobody has used for too long. */
  void sweep(long now) {
    for (Iterator<Http1Connection> oldest = idle.iterator(); oldest.hasNext(); ) {
      Http1Connection next = oldest.next();
      if (next.isStale(now, keepNanos)) {
        oldest.remove();
        next.close();
      }
    }
  }

  boolean isUnused() {
    return open == 0 && waiting.isEmpty();
  }
}
