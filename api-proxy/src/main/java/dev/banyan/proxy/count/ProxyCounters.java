package dev.banyan.proxy.count;

import dev.banyan.control.Side;
import dev.banyan.proxy.route.Route;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Everything that the proxy counts since its start. Thread-safe; counting never blocks. */
public final class ProxyCounters {

  private final Map<String, OfCapability> capabilities = new ConcurrentHashMap<>();
  private final Map<Integer, OfRoute> routes = new ConcurrentHashMap<>();

  /** Requests that matched no route. */
  public final LongAdder unrouted = new LongAdder();

  /** The counters of a capability, made when first asked for. */
  public OfCapability of(String capability) {
    return capabilities.computeIfAbsent(capability, name -> new OfCapability());
  }

  /** The counters of a route, made when first asked for. */
  public OfRoute of(Route route) {
    return routes.computeIfAbsent(route.index(), index -> new OfRoute());
  }

  /** What is counted per capability. */
  public static final class OfCapability {

    private final LongAdder[] requests = {new LongAdder(), new LongAdder()};

    /** Reads that serverless failed and legacy was asked. */
    public final LongAdder fallbacks = new LongAdder();

    /** Reads that went to the owner because of the caller's own write. */
    public final LongAdder pinnedReads = new LongAdder();

    /** Requests that no side answered: 502 or 504. */
    public final LongAdder unanswered = new LongAdder();

    private OfCapability() {}

    /** Requests that a side was asked to answer to a client; a fallback counts on both. */
    public LongAdder requests(Side side) {
      return requests[side.ordinal()];
    }
  }

  /** What is counted per route: its shadow. */
  public static final class OfRoute {

    /** Pairs of answers that were compared. */
    public final LongAdder compared = new LongAdder();

    /** Pairs without a difference. */
    public final LongAdder matched = new LongAdder();

    /** Pairs with at least one. */
    public final LongAdder differed = new LongAdder();

    /** Copies not made: queue full, body too long or encoded. */
    public final LongAdder dropped = new LongAdder();

    /** Copies that serverless did not answer. */
    public final LongAdder failed = new LongAdder();

    private OfRoute() {}
  }
}
