package dev.banyan.jobs.plan;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A plan as people read it. */
final class PlanText {

  private PlanText() {}

  static Map<String, Map<String, Long>> drift(Map<String, Map<String, Long>> types) {
    Map<String, Map<String, Long>> drift = new TreeMap<>();
    types.forEach(
        (path, counts) -> {
          if (counts.size() > 1) {
            drift.put(path, counts);
          }
        });
    return drift;
  }

  static String render(PlanReport plan) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "Plan for %s: %,d of %,d documents read",
        plan.collection(),
        plan.sampled(),
        plan.documents());
    line(text, "  filtered     %,d", plan.filtered());
    plan.refused()
        .forEach(
            (why, count) -> line(text, "  refused, would be dead letters: %s (%,d)", why, count));
    drift(plan.types())
        .forEach(
            (path, counts) -> line(text, "  drift        %s: %s", Shown.name(path), join(counts)));
    line(
        text,
        "  items        largest %,d bytes, %,d near 400 KB, %,d documents over it",
        plan.largestItem(),
        plan.nearLimit(),
        plan.overLimit());
    line(
        text,
        "  numbers      %,d that DynamoDB cannot hold, %,d decimals whose form it would change (kept tagged)",
        plan.unfitNumbers(),
        plan.normalisedDecimals());
    plan.dropped()
        .forEach(
            (name, count) ->
                line(text, "  left out by the mapping: %s (%,d)", Shown.name(name), count));
    line(
        text,
        "  keys         %,d items share a key with another (%s)%s",
        plan.collisions().items(),
        plan.exactKeys() ? "all documents compared" : "sample only",
        plan.collisions().more() ? ", and more" : "");
    plan.collisions().examples().forEach(key -> line(text, "    %s", key));
    plan.hotKeys()
        .forEach(
            hot ->
                line(
                    text, "  hot key      %s: %.1f %% of all items", hot.key(), 100 * hot.share()));
    estimate(text, plan.estimate());
    plan.advice().forEach(advice -> line(text, "  advice       %s", advice));
    return text.toString();
  }

  private static void estimate(StringBuilder text, PlanReport.Estimate estimate) {
    line(
        text,
        "  estimate     %,d items, %,d bytes, %,d write units, %s",
        estimate.items(),
        estimate.bytes(),
        estimate.writeUnits(),
        duration(estimate.duration()));
    line(
        text,
        "  dollars      conditional writes %.2f, batch writes %.2f, S3 import %.2f",
        estimate.conditionalDollars(),
        estimate.batchDollars(),
        estimate.importDollars());
  }

  private static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3_600
        ? "%d min %d s".formatted(seconds / 60, seconds % 60)
        : "%,d h %d min".formatted(seconds / 3_600, seconds % 3_600 / 60);
  }

  static String join(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
