package dev.banyan.proxy.forward;

import dev.banyan.proxy.hold.HoldConfig;
import dev.banyan.proxy.listen.EdgeConfig;
import dev.banyan.proxy.upstream.PoolConfig;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.wire.WireLimits;

/**
 * What the data plane needs to know.
 *
 * @param legacy where legacy is
 * @param serverless where serverless is
 * @param pool connections to either
 * @param hold how long a write without an answer counts as being on its way
 * @param maxBody longest request body, in bytes
 * @param trustForwarded whether the X-Forwarded headers of a client are believed, because it is a
 *     load balancer
 * @param edge how the proxy stands between clients and sides
 * @param wire what a client's request may be
 * @param upstreamWire what a side's answer may be
 * @param eventLoops how many share the process's memory
 */
public record ForwardConfig(
    Upstream legacy,
    Upstream serverless,
    PoolConfig pool,
    HoldConfig hold,
    long maxBody,
    boolean trustForwarded,
    EdgeConfig edge,
    WireLimits wire,
    WireLimits upstreamWire,
    int eventLoops) {}
