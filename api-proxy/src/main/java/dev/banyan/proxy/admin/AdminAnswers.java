package dev.banyan.proxy.admin;

import dev.banyan.control.AuditEntry;
import dev.banyan.proxy.count.ProxyMetrics;
import dev.banyan.proxy.routefile.RouteFileState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What operators are answered.
 *
 * <ul>
 *   <li>{@code GET /status}, {@code GET /health}, {@code GET /metrics}
 *   <li>{@code GET /routes}, {@code POST /routes/reload}
 *   <li>{@code GET /explain?method=&path=&user=}
 *   <li>{@code GET /shadow?capability=}, {@code POST /shadow/reset?capability=}
 *   <li>{@code GET /canary?capability=}
 *   <li>{@code GET /audit?capability=}; without a capability, the changes of routes
 * </ul>
 */
public final class AdminAnswers {

  private static final String KNOWN =
      "there are GET /health, /metrics, /status, /routes, /explain, /shadow, /canary, /audit and POST"
          + " /routes/reload, /shadow/reset";

  private static final int MOST_CHANGES = 20;

  private final StatusReport report;
  private final StatusReport.Parts parts;
  private final ProxyMetrics metrics;
  private final AdminActions actions;

  public AdminAnswers(
      StatusReport report, StatusReport.Parts parts, ProxyMetrics metrics, AdminActions actions) {
    this.report = report;
    this.parts = parts;
    this.metrics = metrics;
    this.actions = actions;
  }

  /** A question: method and path, and how to read its parameters. */
  record Asked(String what, UnaryOperator<@Nullable String> parameters) {}

  /** An answer. */
  record Answer(int status, JsonObject body) {}

  Answer health() {
    return new Answer(report.isReady() ? 200 : 503, report.health());
  }

  String metrics() {
    return metrics.scrape();
  }

  Answer of(Asked asked) {
    return switch (asked.what) {
      case "GET /status" -> ok(report.status());
      case "GET /routes" -> ok(RouteJson.table(parts.routes().state(), parts.plane().table()));
      case "POST /routes/reload" -> reload();
      case "GET /explain" -> explain(asked);
      case "GET /shadow" -> shadow(asked);
      case "POST /shadow/reset" -> reset(asked);
      case "GET /canary" -> canary(asked);
      case "GET /audit" -> audit(asked);
      default -> error(404, KNOWN);
    };
  }

  private static Answer ok(JsonObject body) {
    return new Answer(200, body);
  }

  private static Answer error(int status, String text) {
    return new Answer(status, new JsonObject().put("error", text));
  }

  private Answer reload() {
    RouteFileState state = parts.routes().reload();
    if (state.failure() != null) {
      return new Answer(422, RouteJson.state(state).put("error", state.failure()));
    }
    JsonArray warnings = new JsonArray();
    parts.unrecorded().problems().values().forEach(warnings::add);
    return ok(RouteJson.state(state).put("warnings", warnings));
  }

  private Answer explain(Asked asked) {
    String method = asked.parameters.apply("method");
    String path = asked.parameters.apply("path");
    if (method == null || path == null || !path.startsWith("/")) {
      return error(400, "ask /explain?method=GET&path=/feed&user=alice; user is optional");
    }
    String user = asked.parameters.apply("user");
    int query = path.indexOf('?');
    String plain = query < 0 ? path : path.substring(0, query);
    return ok(
        RouteJson.explanation(parts.plane().explain(method.toUpperCase(Locale.ROOT), plain, user)));
  }

  private Answer shadow(Asked asked) {
    String capability = known(asked);
    return capability == null
        ? unknown(asked)
        : ok(ShadowJson.of(capability, parts.shadow().of(capability)));
  }

  private Answer reset(Asked asked) {
    String capability = known(asked);
    if (capability == null) {
      return unknown(asked);
    }
    parts.shadow().clear(capability);
    actions.audit(capability, "shadow report begun anew", "asked for by an operator");
    return ok(new JsonObject().put("capability", capability));
  }

  private Answer canary(Asked asked) {
    String capability = known(asked);
    return capability == null
        ? unknown(asked)
        : ok(CanaryJson.of(parts.canary().state(capability)).put("capability", capability));
  }

  private Answer audit(Asked asked) {
    boolean all = asked.parameters.apply("capability") == null;
    String log = all ? AdminActions.ROUTES : known(asked);
    if (log == null) {
      return unknown(asked);
    }
    JsonArray changes = new JsonArray();
    for (AuditEntry entry : actions.latest(log, MOST_CHANGES)) {
      changes.add(
          new JsonObject()
              .put("at", entry.at().toString())
              .put("who", entry.who())
              .put("change", entry.change())
              .put("reason", entry.reason()));
    }
    return ok(new JsonObject().put("log", log).put("changes", changes));
  }

  private @Nullable String known(Asked asked) {
    String capability = asked.parameters.apply("capability");
    return capability != null && parts.plane().table().capabilities().contains(capability)
        ? capability
        : null;
  }

  private Answer unknown(Asked asked) {
    String given = asked.parameters.apply("capability");
    String problem = given == null ? "" : "no route is of capability '" + given + "': ";
    return error(
        404, problem + "give ?capability=, one of " + parts.plane().table().capabilities());
  }
}
