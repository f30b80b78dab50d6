package dev.banyan.proxy.admin;

import dev.banyan.proxy.canary.CanaryState;
import io.vertx.core.json.JsonObject;

/** A canary's state as JSON. */
final class CanaryJson {

  private CanaryJson() {}

  static JsonObject of(CanaryState state) {
    JsonObject routes = new JsonObject();
    state
        .verdicts()
        .forEach(
            (route, verdict) ->
                routes.put(
                    route,
                    new JsonObject()
                        .put("verdict", verdict.kind().name())
                        .put("why", verdict.why())
                        .put("legacyRequests", verdict.legacy())
                        .put("serverlessRequests", verdict.serverless())
                        .put("legacyErrors", verdict.legacyErrors())
                        .put("serverlessErrors", verdict.serverlessErrors())
                        .put("legacyP99Micros", verdict.legacyP99())
                        .put("serverlessP99Micros", verdict.serverlessP99())));
    return new JsonObject()
        .put("stage", state.stage().toString())
        .put("failedChecks", state.failures())
        .put("lastSafe", state.lastSafe().toString())
        .put("checkedAt", state.checkedAt() == null ? null : state.checkedAt().toString())
        .put("routes", routes);
  }
}
