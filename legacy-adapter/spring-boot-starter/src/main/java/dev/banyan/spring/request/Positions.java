package dev.banyan.spring.request;

import java.util.Set;

/** What servlet and WebFlux share; it needs the classes of neither. */
final class Positions {

  /** How far the monolith's data has got with this write. */
  static final String HEADER = "X-Banyan-Position";

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private Positions() {}

  /** Whether requests of the method are not expected to write. */
  static boolean safe(String method) {
    return SAFE.contains(method);
  }
}
