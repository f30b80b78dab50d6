package dev.banyan.proxy.count;

import dev.banyan.control.Side;
import dev.banyan.proxy.route.Route;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Everything that the proxy counts since its start. Thread-safe; counting never blocks. */
public final class ProxyCounters {

  private final Map<String, OfCapability> capabilities = new ConcurrentHashMap<>();
  private final Map<String, OfRoute> routes = new ConcurrentHashMap<>();

  /** Requests that matched no route. */
  public final LongAdder unrouted = new LongAdder();

  /** Bearer tokens that are no JWT: their callers count as anonymous. */
  public final LongAdder malformedTokens = new LongAdder();

  /** Requests that asked for a side or a decision with a wrong secret. */
  public final LongAdder wrongSecrets = new LongAdder();

  /** Connections and streams that were cut off: memory was short, and they stood the longest. */
  public final LongAdder cutOff = new LongAdder();

  /** Requests that were refused because too many were under way. */
  public final LongAdder crowdedOut = new LongAdder();

  /** The counters of a capability, made when first asked for. */
  public OfCapability of(String capability) {
    return capabilities.computeIfAbsent(capability, name -> new OfCapability());
  }

  /** The counters of a route, made when first asked for. */
  public OfRoute of(Route route) {
    return routes.computeIfAbsent(route.name(), name -> new OfRoute());
  }

  /** What is counted per capability. */
  public static final class OfCapability {

    private final LongAdder[] requests = {new LongAdder(), new LongAdder()};

    /** Reads that serverless failed and legacy was asked. */
    public final LongAdder fallbacks = new LongAdder();

    /** Reads that serverless failed and legacy was not asked: the retry budget was spent. */
    public final LongAdder unbudgeted = new LongAdder();

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

    /** Copies not made: queue full, body too long. */
    public final LongAdder dropped = new LongAdder();

    /** Copies not made, because the caller's own write may not be in serverless yet. */
    public final LongAdder ownWrites = new LongAdder();

    /** Pairs that differed at first and no longer when both were asked again: replication's lag. */
    public final LongAdder transients = new LongAdder();

    /** Pairs that were not compared, because of how an answer is encoded. */
    public final LongAdder incomparable = new LongAdder();

    /** Copies that serverless did not answer. */
    public final LongAdder failed = new LongAdder();

    private OfRoute() {}
  }
}
