package dev.banyan.proxy.shadow;

import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.WholeRequest;

/**
 * A read that legacy has answered, to be asked of serverless too.
 *
 * @param route of the request
 * @param counters the route's
 * @param legacy who played legacy
 * @param serverless who plays serverless
 * @param request as legacy got it
 * @param answer legacy's, whole
 */
public record ShadowCopy(
    Route route,
    ProxyCounters.OfRoute counters,
    Target legacy,
    Target serverless,
    WholeRequest request,
    Answer answer) {

  ShadowCopy with(Answer other) {
    return new ShadowCopy(route, counters, legacy, serverless, request, other);
  }
}
