package dev.banyan.proxy;

import dev.banyan.control.Side;
import dev.banyan.proxy.admin.AdminConfig;
import dev.banyan.proxy.control.ControlConfig;
import dev.banyan.proxy.forward.BreakerConfig;
import dev.banyan.proxy.forward.ForwardConfig;
import dev.banyan.proxy.forward.ListenConfig;
import dev.banyan.proxy.hold.HoldConfig;
import dev.banyan.proxy.listen.EdgeConfig;
import dev.banyan.proxy.ownwrites.OwnWritesConfig;
import dev.banyan.proxy.shadow.ShadowConfig;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.Upstream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The proxy's configuration, {@code banyan.proxy.*}.
 *
 * @param host address that clients reach
 * @param port port that clients reach; 0 for any that is free
 * @param legacy URL of legacy
 * @param serverless URL of serverless
 * @param routes the route files, with commas between: a path, or {@code classpath:} and a name
 * @param eventLoops threads of the data plane; 0 for one per processor, four at most
 * @param trustForwarded whether clients are load balancers whose X-Forwarded headers are believed
 * @param control how the control store is followed
 * @param hold bounds of a hold
 * @param ownWrites bounds of the memory for users' own writes
 * @param shadow bounds of shadowing
 * @param pool connections to the sides
 * @param breaker when reads stop trying serverless first
 * @param limits what a client may send
 * @param admin the operators' listener
 * @param edge TLS, HTTP/2, and what is believed of clients
 * @param routing reload, secret, retries, canaries, access log
 */
public record ProxyProperties(
    @DefaultValue("0.0.0.0") String host,
    @DefaultValue("8088") int port,
    @DefaultValue("http://localhost:8180") String legacy,
    @DefaultValue("http://localhost:3100") String serverless,
    @DefaultValue("classpath:routes.yaml") String routes,
    @DefaultValue("0") int eventLoops,
    @DefaultValue("false") boolean trustForwarded,
    ControlConfig control,
    HoldConfig hold,
    OwnWritesConfig ownWrites,
    ShadowConfig shadow,
    PoolConfig pool,
    BreakerConfig breaker,
    LimitsConfig limits,
    @DefaultValue AdminConfig admin,
    EdgeConfig edge,
    @DefaultValue RoutingConfig routing) {

  static final String PREFIX = "banyan.proxy";

  private static final int MOST_EVENT_LOOPS = 4;

  /** Groups of which nothing is set are null here, for binding them takes longer. */
  public ProxyProperties {
    control = given(control, ControlConfig.DEFAULT);
    hold = given(hold, HoldConfig.DEFAULT);
    ownWrites = given(ownWrites, OwnWritesConfig.DEFAULT);
    shadow = given(shadow, ShadowConfig.DEFAULT);
    pool = given(pool, PoolConfig.DEFAULT);
    breaker = given(breaker, BreakerConfig.DEFAULT);
    limits = given(limits, LimitsConfig.DEFAULT);
    edge = given(edge, EdgeConfig.DEFAULT);
    if (!isPort(port) || !isPort(admin.port())) {
      throw new IllegalArgumentException(
          "banyan.proxy.port and banyan.proxy.admin.port must be 0 to 65535, were %d and %d"
              .formatted(port, admin.port()));
    }
    if (eventLoops < 0) {
      throw new IllegalArgumentException(
          "banyan.proxy.event-loops must not be negative, was " + eventLoops);
    }
    Upstream.of(Side.LEGACY, legacy);
    Upstream.of(Side.SERVERLESS, serverless);
  }

  private static <T> T given(@Nullable T group, T otherwise) {
    return group == null ? otherwise : group;
  }

  private static boolean isPort(int port) {
    return port >= 0 && port <= 65_535;
  }

  Upstream serverlessUpstream() {
    return Upstream.of(Side.SERVERLESS, serverless);
  }

  ForwardConfig forward() {
    return new ForwardConfig(
        Upstream.of(Side.LEGACY, legacy),
        serverlessUpstream(),
        pool,
        hold,
        limits.body().toBytes(),
        trustForwarded,
        edge,
        limits.wire(edge.pathEscapes()),
        limits.answers(),
        threads());
  }

  /** Vert.x takes a port below zero for one that is free and shared by all listeners. */
  ListenConfig listen() {
    return new ListenConfig(
        host, port == 0 ? -1 : port, limits.wire(edge.pathEscapes()), limits.idle(), edge);
  }

  int threads() {
    return eventLoops > 0
        ? eventLoops
        : Math.min(MOST_EVENT_LOOPS, Runtime.getRuntime().availableProcessors());
  }
}
