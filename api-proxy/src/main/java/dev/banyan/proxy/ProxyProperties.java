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
import java.util.Set;
import java.util.StringJoiner;
import org.springframework.core.env.ConfigurableEnvironment;

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
    String host,
    int port,
    String legacy,
    String serverless,
    String routes,
    int eventLoops,
    boolean trustForwarded,
    ControlConfig control,
    HoldConfig hold,
    OwnWritesConfig ownWrites,
    ShadowConfig shadow,
    PoolConfig pool,
    BreakerConfig breaker,
    LimitsConfig limits,
    AdminConfig admin,
    EdgeConfig edge,
    RoutingConfig routing) {

  static final String PREFIX = "banyan.proxy";

  private static final int MOST_EVENT_LOOPS = 4;

  /** As its parts' own; any host, ports 8088 and 8089, the demonstration's sides and routes. */
  static final ProxyProperties DEFAULT =
      new ProxyProperties(
          "0.0.0.0",
          8088,
          "http://localhost:8180",
          "http://localhost:3100",
          "classpath:routes.yaml",
          0,
          false,
          ControlConfig.DEFAULT,
          HoldConfig.DEFAULT,
          OwnWritesConfig.DEFAULT,
          ShadowConfig.DEFAULT,
          PoolConfig.DEFAULT,
          BreakerConfig.DEFAULT,
          LimitsConfig.DEFAULT,
          AdminConfig.DEFAULT,
          EdgeConfig.DEFAULT,
          RoutingConfig.DEFAULT);

  public ProxyProperties {
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

  private static boolean isPort(int port) {
    return port >= 0 && port <= 65_535;
  }

  /**
   * What an environment says, over the defaults.
   *
   * @throws StartUpException on a key that is not known or a value that cannot be
   */
  static ProxyProperties of(ConfigurableEnvironment environment) {
    Set<String> known = RecordSettings.all(DEFAULT, PREFIX).keySet();
    return RecordSettings.over(DEFAULT, PREFIX, GivenSettings.of(environment, known));
  }

  /** All settings with their keys behind {@code banyan.proxy.}; secrets are not shown. */
  @Override
  public String toString() {
    StringJoiner all = new StringJoiner(" ");
    RecordSettings.all(this, PREFIX)
        .forEach(
            (key, value) ->
                all.add(
                    key.substring(PREFIX.length() + 1) + "=" + RecordSettings.shown(key, value)));
    return all.toString();
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
