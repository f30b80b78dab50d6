package dev.banyan.proxy.forward;

import dev.banyan.proxy.wire.RequestWire;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/** Two connections whose bytes are passed on unread, after a side has agreed to an upgrade. */
final class Tunnel {

  private Tunnel() {}

  /** Tells the client that the side has agreed, and joins the two. */
  static void open(HttpServerRequest request, HttpClientResponse answer) {
    NetSocket side = answer.netSocket();
    side.pause();
    RequestWire wire = Refused.wire(request.connection());
    request
        .response()
        .putHeader("Connection", "Upgrade")
        .putHeader(
            "Upgrade",
            answer.headers().contains("Upgrade") ? answer.getHeader("Upgrade") : "websocket");
    request.toNetSocket().onComplete((client, failure) -> join(client, side, wire));
  }

  private static void join(@Nullable NetSocket client, NetSocket side, @Nullable RequestWire wire) {
    if (client == null) {
      side.close();
      return;
    }
    pass(client, side);
    pass(side, client);
    if (wire != null) {
      wire.pass(); // with what the client has sent already
    }
    side.resume();
  }

  private static void pass(NetSocket from, NetSocket to) {
    from.handler(
        part -> {
          to.write(part);
          if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(drained -> from.resume());
          }
        });
    from.exceptionHandler(e -> to.close());
    from.endHandler(end -> to.close());
    from.closeHandler(closed -> to.close());
  }
}
