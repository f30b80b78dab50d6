package dev.banyan.bench.proxy;

import dev.banyan.bench.Report;

/**
 * What the figures mean beside each other, and the goals. The plain names are of {@code small-32}.
 */
final class ProxyRatios {

  private static final String MAIN = "small-32";

  private ProxyRatios() {}

  static void add(Report report, String ours) {
    ratios(report, ours, MAIN, "");
    for (String name : ProxyBenchmark.LOADS) {
      if (!name.equals(MAIN)) {
        ratios(report, ours, name, "." + name);
      }
    }
    report
        .median("shadow", "shadow", "p99Millis")
        .flatMap(with -> report.median("shadow", "no-shadow", "p99Millis").map(none -> with - none))
        .ifPresent(more -> report.ratio("shadowAddsMillisToP99", more));
    report.atLeast(
        "requestsVersusSpringCloudGateway", 2, report.ratio("requestsVersusSpringCloudGateway"));
    report.atLeast("requestsVersusNginx", 0.9, report.ratio("requestsVersusNginx"));
    report.atMost("p99VersusNginx", 1.5, report.ratio("p99VersusNginx"));
    report.atMost("shadowAddsMillisToP99", 5, report.ratio("shadowAddsMillisToP99"));
    report.atMost("start ms", 2_000, report.median("start", "without-archive", "startMillis"));
    report.atMost("start ms, archive", 800, report.median("start", "with-archive", "startMillis"));
  }

  private static void ratios(Report report, String ours, String name, String suffix) {
    String requests = "requestsPerSecond";
    report.ratio("requestsVersusSpringCloudGateway" + suffix, name, requests, ours, Peers.SCG);
    report.ratio("requestsVersusNginx" + suffix, name, requests, ours, Peers.NGINX);
    report.ratio("requestsVersusHaproxy" + suffix, name, requests, ours, Peers.HAPROXY);
    report.ratio("p99VersusNginx" + suffix, name, "p99Millis", ours, Peers.NGINX);
    report.ratio(
        "cpuVersusSpringCloudGateway" + suffix, name, "cpuMicrosPerRequest", ours, Peers.SCG);
    report.ratio("cpuVersusNginx" + suffix, name, "cpuMicrosPerRequest", ours, Peers.NGINX);
  }
}
