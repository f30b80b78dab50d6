package dev.banyan.proxy.forward;

import dev.banyan.proxy.control.CapabilityBoard;
import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.ownwrites.OwnWrites;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.shadow.ShadowQueue;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all event loops share. Thread-safe. */
public final class DataPlane {

  final ForwardConfig config;
  final OwnWrites ownWrites;
  final ProxyCounters counters;
  final ShadowQueue shadow;
  private final RouteTable routes;
  final EdgeHeaders edge;
  private final LiveRoute[] live;
  private volatile boolean draining;
  private final Map<String, CircuitBreaker> breakers = new HashMap<>();

  public DataPlane(
      ForwardConfig config,
      BreakerConfig breaker,
      RouteTable routes,
      CapabilityBoard board,
      Shared shared) {
    this.config = config;
    this.routes = routes;
    this.edge = new EdgeHeaders(config.edge(), config.trustForwarded());
    this.ownWrites = shared.ownWrites;
    this.counters = shared.counters;
    this.shadow = shared.shadow;
    routes.capabilities().forEach(name -> breakers.put(name, breaker.breaker(name)));
    this.live = routes.routes().stream().map(route -> live(route, board)).toArray(LiveRoute[]::new);
  }

  /** What the data plane shares with the rest of the process. */
  public record Shared(OwnWrites ownWrites, ProxyCounters counters, ShadowQueue shadow) {}

  private LiveRoute live(Route route, CapabilityBoard board) {
    CircuitBreaker breaker = breakers.get(route.capability());
    if (breaker == null) {
      throw new IllegalStateException("no breaker for " + route.capability());
    }
    return new LiveRoute(
        route,
        board.gate(route.capability()),
        counters.of(route.capability()),
        counters.of(route),
        breaker);
  }

  /** Closes every connection behind its next answer, because the proxy stops. */
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  @Nullable LiveRoute match(String method, String path) {
    Route route = routes.match(method, path);
    return route == null ? null : live[route.index()];
  }

  /** The state of a capability's breaker, as status spells it; null if it has no route. */
  public @Nullable String breakerState(String capability) {
    CircuitBreaker breaker = breakers.get(capability);
    return breaker == null ? null : breaker.getState().name();
  }
}
