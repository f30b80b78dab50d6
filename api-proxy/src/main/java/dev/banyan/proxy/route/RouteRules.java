package dev.banyan.proxy.route;

import org.jspecify.annotations.Nullable;

/**
 * What a route says beyond method, path and capability.
 *
 * @param legacy name of the upstream that plays legacy, null for the configured one
 * @param serverless name of the upstream that plays serverless, null for the configured one
 * @param fallback whether legacy is asked if serverless fails
 * @param anonymousByAddress whether an anonymous caller takes part in a canary, by client address
 * @param idempotencyHeader header whose presence makes an unsafe read repeatable, null for none
 * @param maxBody longest request body in bytes, below zero for the configured one
 * @param shadow how its answers are compared
 * @param origin where it is written: file and line
 */
public record RouteRules(
    @Nullable String legacy,
    @Nullable String serverless,
    boolean fallback,
    boolean anonymousByAddress,
    @Nullable String idempotencyHeader,
    long maxBody,
    ShadowRules shadow,
    String origin) {

  /** The configured upstreams, with fallback, nobody anonymous in a canary. */
  public static final RouteRules DEFAULT =
      new RouteRules(null, null, true, false, null, -1, ShadowRules.DEFAULT, "");
}
