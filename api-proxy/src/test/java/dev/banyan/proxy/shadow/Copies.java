package dev.banyan.proxy.shadow;

import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.route.Access;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteRules;
import dev.banyan.proxy.route.ShadowRules;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.WholeRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Copies of reads of one route, and what was counted of them. */
final class Copies {

  /** Without the copies that measure noise, which are made by chance. */
  private static final RouteRules QUIET =
      new RouteRules(
          null,
          null,
          true,
          false,
          null,
          -1,
          new ShadowRules(100, 0, Set.of(), Set.of(), List.of()),
          "");

  private static final Route ROUTE =
      new Route(0, "GET", "/a", "c", Access.READ, Duration.ofSeconds(5), QUIET);

  final ProxyCounters.OfRoute counters = new ProxyCounters().of(ROUTE);

  /** A copy of an answer of zeros; it is kept twice, as legacy's first word and as its last. */
  ShadowCopy of(Target side, int bytes) {
    return of(side, side, Buffer.buffer(new byte[bytes]));
  }

  ShadowCopy of(Target legacy, Target serverless, Buffer answer) {
    WholeRequest asked =
        new WholeRequest(
            HttpMethod.GET,
            "/a",
            MultiMap.caseInsensitiveMultiMap(),
            Buffer.buffer(),
            "/a",
            Map.of(),
            "",
            Duration.ofSeconds(5));
    return new ShadowCopy(
        ROUTE, counters, legacy, serverless, asked, new Answer(200, "text/plain", answer));
  }
}
