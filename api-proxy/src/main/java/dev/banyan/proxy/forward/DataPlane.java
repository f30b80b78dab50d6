package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.accesslog.AccessLog;
import dev.banyan.proxy.canary.CanaryAnalysis;
import dev.banyan.proxy.control.CapabilityBoard;
import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.count.ProxyMetrics;
import dev.banyan.proxy.count.RouteTimers;
import dev.banyan.proxy.ownwrites.OwnWrites;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.route.UpstreamSpec;
import dev.banyan.proxy.shadow.ShadowQueue;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.lambda.Targets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What all event loops share. Thread-safe; routes can be replaced while it runs. */
public final class DataPlane {

  final ForwardConfig config;
  final OwnWrites ownWrites;
  final ProxyCounters counters;
  final ShadowQueue shadow;
  final EdgeHeaders edge;
  final Operator operator;
  final RouteTimers unrouted;
  final @Nullable AccessLog accessLog;
  private final BreakerConfig breaker;
  private final RetryConfig retries;
  private final CapabilityBoard board;
  private final Shared shared;
  private final Target legacy;
  private final Target serverless;
  private final Map<String, LiveRoute.Shared> capabilities = new ConcurrentHashMap<>();
  private volatile Routes routes;
  private volatile boolean draining;

  /** A table and its live routes, replaced together. */
  private record Routes(RouteTable table, LiveRoute[] live) {}

  public DataPlane(
      ForwardConfig config,
      Policy policy,
      RouteTable routes,
      CapabilityBoard board,
      Shared shared) {
    this.config = config;
    this.edge = new EdgeHeaders(config.edge(), config.trustForwarded());
    this.breaker = policy.breaker;
    this.retries = policy.retries;
    this.board = board;
    this.shared = shared;
    this.ownWrites = shared.ownWrites;
    this.counters = shared.counters;
    this.shadow = shared.shadow;
    this.accessLog = shared.accessLog;
    this.operator = new Operator(policy.secret, shared.counters);
    this.unrouted = shared.metrics.timers(ProxyMetrics.UNROUTED, "");
    this.legacy = Target.of(config.legacy());
    this.serverless = Target.of(config.serverless());
    this.routes = routes(routes);
  }

  /**
   * How requests are treated.
   *
   * @param breaker when reads stop trying serverless first
   * @param retries how many reads may be asked twice
   * @param secret what a request must show to be forced or explained, empty if none may be
   */
  public record Policy(BreakerConfig breaker, RetryConfig retries, String secret) {}

  /** What the data plane shares with the rest of the process. */
  public record Shared(
      OwnWrites ownWrites,
      ProxyCounters counters,
      ProxyMetrics metrics,
      ShadowQueue shadow,
      CanaryAnalysis canary,
      Targets targets,
      @Nullable AccessLog accessLog) {}

  /**
   * Goes on with other routes: requests under way keep theirs, the next ones have these.
   *
   * @throws IllegalArgumentException if an upstream cannot be used; nothing has changed then
   */
  public void follow(RouteTable next) {
    routes = routes(next);
  }

  private Routes routes(RouteTable table) {
    return new Routes(
        table, table.routes().stream().map(route -> live(route, table)).toArray(LiveRoute[]::new));
  }

  private LiveRoute live(Route route, RouteTable table) {
    LiveRoute.Own own =
        new LiveRoute.Own(
            counters.of(route),
            shared.metrics.timers(route),
            shared.canary.window(route.capability(), route.name()),
            target(Side.LEGACY, route.rules().legacy(), table),
            target(Side.SERVERLESS, route.rules().serverless(), table));
    shared.metrics.shadow(route, counters.of(route));
    return new LiveRoute(
        route,
        table.rules(route.capability()),
        capabilities.computeIfAbsent(route.capability(), this::capability),
        own);
  }

  private LiveRoute.Shared capability(String name) {
    shared.metrics.capability(name, counters.of(name));
    return new LiveRoute.Shared(
        board.gate(name),
        counters.of(name),
        breaker.breaker(name),
        new RetryBudget(retries, System::nanoTime));
  }

  private Target target(Side side, @Nullable String name, RouteTable table) {
    if (name == null) {
      return target(side);
    }
    UpstreamSpec spec = table.upstreams().get(name);
    if (spec == null) {
      throw new IllegalArgumentException("there is no upstream '" + name + "'");
    }
    return shared.targets.of(side, spec);
  }

  /** Who plays a side where a route says nothing else. */
  Target target(Side side) {
    return side == Side.LEGACY ? legacy : serverless;
  }

  /** Closes every connection behind its next answer, because the proxy stops. */
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  @Nullable LiveRoute match(String method, String path) {
    Routes present = routes;
    Route route = present.table.match(method, path);
    return route == null ? null : present.live[route.index()];
  }

  /** Longest request body, in bytes: the route's own limit, else that of all. */
  long maxBody(@Nullable LiveRoute live) {
    long own = live == null ? -1 : live.route().rules().maxBody();
    return own < 0 ? config.maxBody() : own;
  }

  /** The present routes. */
  public RouteTable table() {
    return routes.table;
  }

  /**
   * Who plays serverless for a capability: for its first route that says so, else the usual one.
   */
  public Target serverlessOf(String capability) {
    for (LiveRoute live : routes.live) {
      if (live.capability().equals(capability) && live.route().rules().serverless() != null) {
        return live.target(Side.SERVERLESS);
      }
    }
    return serverless;
  }

  /** What routes would have unanswered now, by {@code METHOD template}: which upstream, and why. */
  public Map<String, String> failing() {
    Map<String, String> failing = new TreeMap<>();
    for (LiveRoute live : routes.live) {
      for (Side side : Side.values()) {
        Target target = live.target(side);
        String why = target.failure();
        if (why != null) {
          failing.put(live.route().name(), target.name() + " " + why);
        }
      }
    }
    return failing;
  }

  /** Everyone that routes name, for a look at whether they are there. */
  public Set<Target> targets() {
    Set<Target> targets = new HashSet<>(Set.of(legacy, serverless));
    for (LiveRoute live : routes.live) {
      targets.add(live.target(Side.LEGACY));
      targets.add(live.target(Side.SERVERLESS));
    }
    return targets;
  }

  /** What would become of a request now; null if no route matches. Asks nobody. */
  public @Nullable Explanation explain(String method, String path, @Nullable String user) {
    LiveRoute live = match(method, path);
    return live == null ? null : Explanation.of(live, ownWrites, user);
  }

  /** The state of a capability's breaker, as status spells it; null if it has no route. */
  public @Nullable String breakerState(String capability) {
    LiveRoute.Shared present = capabilities.get(capability);
    return present == null ? null : present.breaker().getState().name();
  }
}
