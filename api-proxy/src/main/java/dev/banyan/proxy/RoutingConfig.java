package dev.banyan.proxy;

import dev.banyan.proxy.accesslog.AccessLogConfig;
import dev.banyan.proxy.canary.CanaryConfig;
import dev.banyan.proxy.forward.RetryConfig;
import java.time.Duration;

/**
 * How requests are routed, {@code banyan.proxy.routing.*}.
 *
 * @param secret what a request must show to be forced to a side or told why it went there; empty if
 *     none may be
 * @param watch how often the route files are looked at; zero for only when an operator says so
 * @param allowLinkLocal whether upstreams may have link-local addresses, where clouds keep metadata
 * @param retries how many reads may be asked twice
 * @param canary how canaries are judged
 * @param accessLog one line of JSON for each request
 */
public record RoutingConfig(
    String secret,
    Duration watch,
    boolean allowLinkLocal,
    RetryConfig retries,
    CanaryConfig canary,
    AccessLogConfig accessLog) {

  private static final int SHORTEST_SECRET = 16;

  /** No secret, files looked at every 2 s, and the parts' own. */
  public static final RoutingConfig DEFAULT =
      new RoutingConfig(
          "",
          Duration.ofSeconds(2),
          false,
          RetryConfig.DEFAULT,
          CanaryConfig.DEFAULT,
          AccessLogConfig.DEFAULT);

  public RoutingConfig {
    if (!secret.isEmpty() && secret.length() < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "routing.secret must have 16 characters or more, had " + secret.length());
    }
    if (watch.isNegative()) {
      throw new IllegalArgumentException("routing.watch must not be negative, was " + watch);
    }
  }

  @Override
  public String toString() {
    return "RoutingConfig[secret=%s, watch=%s, allowLinkLocal=%s, retries=%s, canary=%s, accessLog=%s]"
        .formatted(
            secret.isEmpty() ? "" : "***", watch, allowLinkLocal, retries, canary, accessLog);
  }
}
