package dev.banyan.proxy.forward;

import dev.banyan.proxy.wire.Refusal;
import dev.banyan.proxy.wire.RequestWire;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.VertxConnection;
import org.jspecify.annotations.Nullable;

/** Answers what is refused before it has an exchange. */
final class Refused {

  private Refused() {}

  /** A request whose head was not accepted. */
  static void answer(HttpServerRequest request) {
    RequestWire wire = wire(request.connection());
    Refusal refusal = wire == null ? null : wire.refusal();
    if (refusal == null) {
      answer(request, 400, "the request is malformed");
    } else {
      answer(request, refusal.status(), refusal.reason());
    }
  }

  /** Answers, and closes the connection behind the answer. */
  static void answer(HttpServerRequest request, int status, String reason) {
    Headers.closeAfter(request);
    ProxyAnswer.end(request, status, reason);
  }

  /** The wire of a connection; null under HTTP/2. */
  static @Nullable RequestWire wire(HttpConnection connection) {
    return connection instanceof VertxConnection vertx ? wire(vertx.channel()) : null;
  }

  private static @Nullable RequestWire wire(Channel channel) {
    return RequestWire.of(channel);
  }
}
