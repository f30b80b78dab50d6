package dev.banyan.proxy;

import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.Upstream;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at start and every few seconds whether upstreams can be connected to. One that cannot does
 * not keep the proxy from starting: its routes alone are unhealthy, until it can or has answered.
 */
final class Reachability implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);
  private static final int MILLIS = 2_000;

  private final Vertx vertx;
  private final NetClient client;
  private final Supplier<Set<Target>> targets;
  private final long timer;

  Reachability(Vertx vertx, Duration every, Supplier<Set<Target>> targets) {
    this.vertx = vertx;
    this.targets = targets;
    this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(MILLIS));
    this.timer = vertx.setPeriodic(every.toMillis(), tick -> look());
  }

  void look() {
    for (Target target : targets.get()) {
      Upstream upstream = target.upstream();
      if (upstream != null) {
        look(target, upstream);
      }
    }
  }

  private void look(Target target, Upstream upstream) {
    client
        .connect(upstream.port(), upstream.host())
        .onComplete(
            (socket, failure) -> {
              if (socket != null) {
                socket.close();
              }
              if (target.connects(socket != null)) {
                LOG.warn(
                    "{} at {} is {}reachable",
                    target.name(),
                    upstream.authority(),
                    socket == null ? "not " : "");
              }
            });
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    client.close();
  }
}
