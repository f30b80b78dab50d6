package dev.banyan.proxy.admin;

import dev.banyan.proxy.forward.Explanation;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.routefile.RouteFileState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Routes, and why a request goes where it goes, as JSON. */
final class RouteJson {

  private RouteJson() {}

  static JsonObject state(RouteFileState state) {
    return new JsonObject()
        .put("count", state.routes())
        .put("version", state.version())
        .put("loadedAt", state.loadedAt().toString())
        .put("failure", state.failure())
        .put("failedAt", state.failedAt() == null ? null : state.failedAt().toString());
  }

  static JsonObject table(RouteFileState state, RouteTable table) {
    JsonArray routes = new JsonArray();
    table.routes().forEach(route -> routes.add(route(route)));
    return state(state).put("routes", routes);
  }

  private static JsonObject route(Route route) {
    return new JsonObject()
        .put("method", route.method())
        .put("path", route.template())
        .put("capability", route.capability())
        .put("access", route.access().name().toLowerCase(java.util.Locale.ROOT))
        .put("timeoutMillis", route.timeout().toMillis())
        .put("legacy", route.rules().legacy())
        .put("serverless", route.rules().serverless())
        .put("fallback", route.rules().fallback())
        .put("origin", route.rules().origin());
  }

  static JsonObject explanation(@Nullable Explanation e) {
    if (e == null) {
      return new JsonObject()
          .put("route", null)
          .put("side", "legacy")
          .put("reason", "unrouted")
          .put("decision", "legacy; reason=unrouted");
    }
    return new JsonObject()
        .put("route", e.route())
        .put("origin", e.origin())
        .put("capability", e.capability())
        .put("access", e.access().name().toLowerCase(java.util.Locale.ROOT))
        .put("readStage", e.state().readStage().toString())
        .put("writeStage", e.state().writeStage().name())
        .put("owner", e.state().owner().label())
        .put("revision", e.state().revision())
        .put("side", e.decision().side().label())
        .put("reason", e.decision().reason().label())
        .put("cohort", e.decision().cohort() < 0 ? null : e.decision().cohort())
        .put("decision", e.decision().text(null))
        .put("shadowed", e.decision().shadowed())
        .put("fallback", e.decision().fallback())
        .put("upstream", e.upstream())
        .put("pinned", e.pinned())
        .put("breaker", e.breaker());
  }
}
