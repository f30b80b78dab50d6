package dev.banyan.cli.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.cli.display.Table;
import java.util.Locale;

/** A shadow report as people read it. */
final class ShadowText {

  private ShadowText() {}

  /**
   * The report of a capability.
   *
   * @param samples pairs that differed to show, of each route
   */
  static String of(JsonNode report, int samples) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s: %,d pairs compared, %,d paths flagged",
        report.path("capability").asText(),
        report.path("pairs").asLong(),
        report.path("flagged").asLong());
    if (report.path("pairs").asLong() == 0) {
      line(
          text,
          "  Nothing was compared yet: 'banyan shadow %s' lets reads be copied, then it takes"
              + " traffic.",
          report.path("capability").asText());
    }
    report.path("routes").forEach(route -> route(text, route, samples));
    return text.toString();
  }

  private static void route(StringBuilder text, JsonNode route, int samples) {
    line(
        text,
        "%n  %s: %,d pairs, %,d of legacy with itself",
        route.path("route").asText(),
        route.path("pairs").asLong(),
        route.path("noisePairs").asLong());
    if (route.path("paths").isEmpty()) {
      line(text, "    no difference");
    } else {
      text.append(table(route.path("paths")));
    }
    int shown = 0;
    for (JsonNode sample : route.path("samples")) {
      if (shown++ < samples) {
        sample(text, sample);
      }
    }
  }

  private static Table table(JsonNode paths) {
    Table table = new Table().row("  difference", "flagged", "differed", "rate", "noise");
    for (JsonNode path : paths) {
      table.row(
          "  " + path.path("difference").asText(),
          path.path("flagged").asBoolean() ? "FLAGGED" : "-",
          path.path("differed").asLong(),
          interval(path.path("raw")),
          interval(path.path("noise")));
    }
    return table;
  }

  private static String interval(JsonNode wilson) {
    return String.format(
        Locale.ROOT,
        "%.2f %% (%.2f to %.2f)",
        100 * wilson.path("rate").asDouble(),
        100 * wilson.path("low").asDouble(),
        100 * wilson.path("high").asDouble());
  }

  private static void sample(StringBuilder text, JsonNode sample) {
    String query = sample.path("query").asText("");
    line(
        text,
        "    %s %s%s (correlation id %s)",
        sample.path("at").asText(),
        sample.path("path").asText(),
        query.isEmpty() || sample.path("query").isNull() ? "" : "?" + query,
        sample.path("correlationId").asText());
    for (JsonNode value : sample.path("values")) {
      line(
          text,
          "      %s: legacy %s, serverless %s",
          value.path("difference").asText(),
          value.path("legacy").asText(),
          value.path("serverless").asText());
    }
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
