package dev.banyan.proxy.route;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One route.
 *
 * @param index its place in the file, from 0; unique in its table
 * @param method an HTTP method, upper case
 * @param template for instance <code>/users/{id}/following</code>
 * @param capability what it belongs to
 * @param access whether it reads or writes
 * @param timeout how long a side may take until its answer begins
 * @param rules what else the file says of it
 */
public record Route(
    int index,
    String method,
    String template,
    String capability,
    Access access,
    Duration timeout,
    RouteRules rules) {

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  public Route {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("time-out must be positive, was " + timeout);
    }
  }

  /** A route with the usual rules. */
  public Route(
      int index,
      String method,
      String template,
      String capability,
      Access access,
      Duration timeout) {
    this(index, method, template, capability, access, timeout, RouteRules.DEFAULT);
  }

  /** {@code METHOD template}, as status and messages spell it. */
  public String name() {
    return method + " " + template;
  }

  /** Whether its requests may be asked twice: copied, or asked again of the other side. */
  public boolean safe() {
    return SAFE.contains(method);
  }

  /** The template's segments; an empty one stands for a variable. */
  public List<String> segments() {
    return PathTemplate.segments(template);
  }

  /** The values of the template's variables in a path that matches it, decoded. */
  public Map<String, String> pathParameters(String rawPath) {
    return PathTemplate.parameters(template, RequestPath.canonical(rawPath));
  }
}
