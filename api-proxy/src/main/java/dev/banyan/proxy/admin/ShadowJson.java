package dev.banyan.proxy.admin;

import dev.banyan.proxy.count.Wilson;
import dev.banyan.proxy.shadow.PathReport;
import dev.banyan.proxy.shadow.ShadowReport;
import dev.banyan.proxy.shadow.ShadowSample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;

/** What shadowing has shown, as JSON. */
final class ShadowJson {

  private ShadowJson() {}

  static JsonObject of(String capability, List<ShadowReport> reports) {
    JsonArray routes = new JsonArray();
    reports.forEach(report -> routes.add(route(report)));
    return new JsonObject()
        .put("capability", capability)
        .put("pairs", reports.stream().mapToLong(ShadowReport::pairs).sum())
        .put("flagged", reports.stream().mapToLong(report -> report.flagged().size()).sum())
        .put("routes", routes);
  }

  private static JsonObject route(ShadowReport report) {
    JsonArray paths = new JsonArray();
    report.paths().forEach(path -> paths.add(path(path)));
    JsonArray samples = new JsonArray();
    report.samples().forEach(sample -> samples.add(sample(sample)));
    JsonObject incomparable = new JsonObject();
    new TreeMap<>(report.incomparable()).forEach(incomparable::put);
    return new JsonObject()
        .put("route", report.route())
        .put("pairs", report.pairs())
        .put("noisePairs", report.noisePairs())
        .put("notComparable", incomparable)
        .put("copies", StatusReport.shadow(report.counters()))
        .put("paths", paths)
        .put("samples", samples);
  }

  private static JsonObject path(PathReport path) {
    return new JsonObject()
        .put("difference", path.name())
        .put("flagged", path.flagged())
        .put("differed", path.differed())
        .put("noisy", path.noisy())
        .put("raw", interval(path.raw()))
        .put("noise", interval(path.noise()));
  }

  private static JsonObject interval(Wilson wilson) {
    return new JsonObject()
        .put("rate", wilson.rate())
        .put("low", wilson.low())
        .put("high", wilson.high());
  }

  private static JsonObject sample(ShadowSample sample) {
    JsonArray values = new JsonArray();
    for (ShadowSample.Value value : sample.values()) {
      values.add(
          new JsonObject()
              .put("difference", value.name())
              .put("legacy", value.legacy())
              .put("serverless", value.serverless()));
    }
    return new JsonObject()
        .put("path", sample.path())
        .put("query", sample.query())
        .put("correlationId", sample.correlation())
        .put("at", sample.at().toString())
        .put("values", values);
  }
}
