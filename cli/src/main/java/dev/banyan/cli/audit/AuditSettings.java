package dev.banyan.cli.audit;

import java.net.URI;

/**
 * Where the two sides are, and how many feeds are compared.
 *
 * @param legacyUrl the monolith itself, not the proxy
 * @param serverlessUrl the HTTP API itself, not the proxy
 * @param jwtSecret the monolith's
 * @param feedUsers how many users' home feeds are compared
 * @param seed decides which users
 */
public record AuditSettings(
    URI legacyUrl, URI serverlessUrl, String jwtSecret, int feedUsers, long seed) {

  public AuditSettings {
    if (feedUsers < 0) {
      throw new IllegalArgumentException("feedUsers must not be negative, but is " + feedUsers);
    }
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "AuditSettings[legacyUrl=%s, serverlessUrl=%s, feedUsers=%d, seed=%d]"
        .formatted(legacyUrl, serverlessUrl, feedUsers, seed);
  }
}
