package dev.banyan.proxy.forward;

import dev.banyan.proxy.wire.Backlog;
import dev.banyan.proxy.wire.HardClose;
import dev.banyan.proxy.wire.MemoryShare;
import dev.banyan.proxy.wire.ReadStop;
import dev.banyan.proxy.wire.RequestWire;
import dev.banyan.proxy.wire.WriteRoom;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.VertxConnection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Two connections whose bytes are passed on unread, after a side has agreed to an upgrade. */
final class Tunnel {

  /** What one keeps in memory besides its client's connection, in bytes. */
  static final int MEMORY = 20 * 1024;

  /** What waits of a client that is not read: one read, and what the socket had. */
  private static final long PIECE = 128 * 1024;

  private Tunnel() {}

  /** Whether a side that agrees to an upgrade says to which, and that was asked for. */
  static boolean isWhatWasAsked(HttpServerRequest request, HttpClientResponse answer) {
    String agreed = answer.getHeader(HttpHeaders.UPGRADE);
    String asked = request.getHeader(HttpHeaders.UPGRADE);
    return agreed != null
        && asked != null
        && Pattern.compile(",")
            .splitAsStream(asked)
            .anyMatch(p -> p.strip().equalsIgnoreCase(agreed.strip()));
  }

  /**
   * Tells the client that the side has agreed, and joins the two.
   *
   * @param loop which has counted it, until it ends
   */
  static void open(HttpServerRequest request, HttpClientResponse answer, EventLoop loop) {
    NetSocket side = answer.netSocket();
    side.pause();
    RequestWire wire = Refused.wire(request.connection());
    request.response().headers().remove(HttpHeaders.CONTENT_LENGTH); // RFC 9110, 8.6
    request
        .response()
        .putHeader("Connection", "Upgrade")
        .putHeader("Upgrade", answer.getHeader("Upgrade"));
    Channel from =
        answer.request().connection() instanceof VertxConnection connection
            ? connection.channel()
            : null;
    request
        .toNetSocket()
        .onComplete((client, failure) -> join(client, side, from, wire, loop.memory));
    if (request.connection() instanceof VertxConnection own) {
      own.channel().closeFuture().addListener(closed -> loop.tunnels.give(MEMORY));
    }
  }

  private static void join(
      @Nullable NetSocket client,
      NetSocket side,
      @Nullable Channel from,
      @Nullable RequestWire wire,
      MemoryShare memory) {
    if (client == null) {
      side.close();
      return;
    }
    toSide(client, side, from, memory);
    toClient(side, from, client, memory);
    if (wire != null) {
      wire.pass(); // with what the client has sent already
    }
    side.resume();
  }

  /** By what the side's socket takes: Vert.x does not say here when a piece has gone. */
  private static void toSide(
      NetSocket client, NetSocket side, @Nullable Channel to, MemoryShare memory) {
    Channel from =
        client instanceof NetSocketInternal open ? open.channelHandlerContext().channel() : null;
    client.handler(
        part -> {
          side.write(part);
          if (to != null && from != null && !to.isWritable()) {
            hold(from, to, memory);
          }
        });
    endTogether(client, side);
  }

  /** For as long as the side takes nothing; not at all if there is no memory for that. */
  private static void hold(Channel client, Channel side, MemoryShare memory) {
    if (ReadStop.isBegun(client)) {
      return;
    }
    if (!memory.take(PIECE)) {
      HardClose.close(client);
      return;
    }
    ReadStop.begin(client);
    WriteRoom.await(
        side,
        () -> {
          memory.give(PIECE);
          ReadStop.end(client);
        });
  }

  /** A side that is only paused would be read until some twenty parts wait. */
  private static void toClient(
      NetSocket side, @Nullable Channel from, NetSocket client, MemoryShare memory) {
    Backlog backlog =
        new Backlog(
            memory,
            () -> {
              side.close();
              cut(client);
            });
    side.handler(
        part -> {
          backlog.add(client.write(part), part.length());
          if (backlog.isFull() && from != null && !backlog.isAwaited()) {
            ReadStop.begin(from);
            backlog.whenDrained(() -> ReadStop.end(from));
          }
        });
    endTogether(side, client);
  }

  private static void cut(NetSocket socket) {
    if (socket instanceof NetSocketInternal open) {
      HardClose.close(open.channelHandlerContext().channel());
    } else {
      socket.close();
    }
  }

  private static void endTogether(NetSocket from, NetSocket to) {
    from.exceptionHandler(e -> to.close());
    from.endHandler(end -> to.close());
    from.closeHandler(closed -> to.close());
  }
}
