package dev.banyan.jobs.plan;

import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a colleague would say about a plan. */
final class Advice {

  /** A partition takes 1,000 write units a second. */
  private static final double PARTITION_WRITES = 1_000;

  private Advice() {}

  static List<String> of(
      @Nullable CollectionSpec spec,
      PathTypes types,
      PlanReport.Estimate estimate,
      List<PlanReport.HotKey> hot,
      PlanReport.Collisions collisions,
      Map<String, Long> refused,
      long overLimit) {
    List<String> advice = new ArrayList<>();
    if (collisions.items() > 0) {
      advice.add("keys collide: make the key of more fields, or items are lost");
    }
    if (!refused.isEmpty()) {
      advice.add(
          "some documents would be dead letters: see 'refused' for what the mapping can say");
    }
    if (overLimit > 0) {
      advice.add("items above 400 KB: 'oversize: offload' or 'oversize: split', or exclude fields");
    }
    if (!hot.isEmpty() && hot.get(0).share() > 0.05) {
      advice.add(
          String.format(
              Locale.ROOT,
              "%s holds %.0f %% of all items: one partition takes %.0f writes/s, so the whole cannot go faster than %.0f writes/s",
              hot.get(0).key(),
              100 * hot.get(0).share(),
              PARTITION_WRITES,
              PARTITION_WRITES / hot.get(0).share()));
    }
    if (spec != null) {
      plain(spec, types, advice);
    }
    if (estimate.indexUnits() > 0) {
      advice.add(
          String.format(
              Locale.ROOT,
              "%,d of the %,d write units are for global secondary indexes: an S3 import charges nothing for them",
              estimate.indexUnits(),
              estimate.writeUnits()));
    }
    advice.add(way(estimate));
    return advice;
  }

  private static void plain(CollectionSpec spec, PathTypes types, List<String> advice) {
    PlanInit.hints(types)
        .forEach(
            (path, hint) -> {
              FieldPath field = FieldPath.parse(path);
              boolean said =
                  spec.items().stream()
                      .anyMatch(
                          item ->
                              item.types().containsKey(field)
                                  || item.each() != null
                                  || FieldUse.of(item).contains(field.first()));
              if (!said) {
                advice.add(
                    "types: {"
                        + PlanInit.quoted(path)
                        + ": "
                        + hint
                        + "} would store "
                        + Shown.name(path)
                        + " plainly");
              }
            });
  }

  private static String way(PlanReport.Estimate estimate) {
    return String.format(
        Locale.ROOT,
        "under live traffic: conditional writes (%.2f $); a table nobody writes yet: batch writes (%.2f $); a table that does not exist yet: S3 import (%.2f $, %s)",
        estimate.conditionalDollars(),
        estimate.batchDollars(),
        estimate.importDollars(),
        estimate.importDollars() < estimate.batchDollars() ? "cheapest" : "not cheaper here");
  }
}
