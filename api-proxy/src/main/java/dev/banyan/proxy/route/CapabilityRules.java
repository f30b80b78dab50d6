package dev.banyan.proxy.route;

import java.util.Set;

/**
 * What a route file says of a whole capability.
 *
 * @param identity how its callers are known
 * @param include users who are on serverless in any canary
 * @param exclude users who stay on legacy in any canary; wins over {@code include}
 */
public record CapabilityRules(Identity identity, Set<String> include, Set<String> exclude) {

  /** Callers known by their token, no lists. */
  public static final CapabilityRules DEFAULT =
      new CapabilityRules(Identity.JWT_SUBJECT, Set.of(), Set.of());

  public CapabilityRules {
    include = Set.copyOf(include);
    exclude = Set.copyOf(exclude);
  }
}
