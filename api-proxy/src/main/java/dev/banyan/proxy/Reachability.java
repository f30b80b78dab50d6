package dev.banyan.proxy;

import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.Upstream;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once whether upstreams can be connected to. One that cannot does not keep the proxy from
 * starting: its routes alone are unhealthy, until a request or the next load shows otherwise.
 */
final class Reachability {

  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);
  private static final int MILLIS = 2_000;

  private final Vertx vertx;

  Reachability(Vertx vertx) {
    this.vertx = vertx;
  }

  void look(Set<Target> targets) {
    for (Target target : targets) {
      Upstream upstream = target.upstream();
      if (upstream != null) {
        look(target, upstream);
      }
    }
  }

  private void look(Target target, Upstream upstream) {
    vertx
        .createNetClient(new NetClientOptions().setConnectTimeout(MILLIS))
        .connect(upstream.port(), upstream.host())
        .onComplete(
            (socket, failure) -> {
              if (socket != null) {
                socket.close();
              } else {
                target.failed("is not reachable");
                LOG.warn("{} at {} is not reachable yet", target.name(), upstream.authority());
              }
            });
  }
}
