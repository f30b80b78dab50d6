package dev.banyan.bench.proxy;

import dev.banyan.bench.Metrics;
import dev.banyan.bench.ServerProcess;
import dev.banyan.bench.Usage;

/** A running candidate. */
record Proxy(ServerProcess process, int port) {

  /** Loads it, and notes what that cost it. */
  Metrics measure(Wrk wrk, String path, int connections, int seconds) {
    Usage before = process.usage();
    Metrics load = wrk.load(port, path, connections, seconds);
    Usage after = process.usage();
    return load.with(
            "cpuMicrosPerRequest",
            after.cpuMillisSince(before) * 1_000 / Math.max(1, load.get("requests")))
        .with("rssMiB", after.rssKib() / 1024.0);
  }
}
