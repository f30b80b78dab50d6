package dev.banyan.jobs.plan;

import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** A plan as machines read it. */
final class PlanJson {

  private static final JsonWriterSettings PLAIN =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  private static final int LONGEST_NAME = 1_000;

  private PlanJson() {}

  static String render(PlanReport plan) {
    BsonDocument types = new BsonDocument();
    plan.types().forEach((path, counts) -> types.append(name(path), counts(counts)));
    BsonArray hot = new BsonArray();
    plan.hotKeys()
        .forEach(
            key ->
                hot.add(
                    new BsonDocument("key", new BsonString(key.key()))
                        .append("share", new BsonDouble(key.share()))));
    return new BsonDocument("collection", new BsonString(plan.collection()))
        .append("sampled", new BsonInt64(plan.sampled()))
        .append("documents", new BsonInt64(plan.documents()))
        .append("filtered", new BsonInt64(plan.filtered()))
        .append("refused", counts(plan.refused()))
        .append("types", types)
        .append("nearLimit", new BsonInt64(plan.nearLimit()))
        .append("overLimit", new BsonInt64(plan.overLimit()))
        .append("largestItem", new BsonInt64(plan.largestItem()))
        .append("unfitNumbers", new BsonInt64(plan.unfitNumbers()))
        .append("normalisedDecimals", new BsonInt64(plan.normalisedDecimals()))
        .append("dropped", counts(plan.dropped()))
        .append("unsteady", new BsonInt64(plan.unsteady()))
        .append("collisions", collisions(plan))
        .append("hotKeys", hot)
        .append("estimate", estimate(plan.estimate()))
        .append("advice", texts(plan.advice()))
        .toJson(PLAIN);
  }

  /**
   * Readers of JSON refuse long names, Jackson above 50,000; what is cut stays a name of its own.
   */
  private static String name(String name) {
    return name.length() <= LONGEST_NAME
        ? name
        : Shown.cut(name, LONGEST_NAME)
            + " (%d characters, hash %08x)".formatted(name.length(), name.hashCode());
  }

  private static BsonDocument counts(Map<String, Long> counts) {
    BsonDocument json = new BsonDocument();
    counts.forEach((name, count) -> json.append(name(name), new BsonInt64(count)));
    return json;
  }

  private static BsonArray texts(Iterable<String> texts) {
    BsonArray array = new BsonArray();
    texts.forEach(text -> array.add(new BsonString(text)));
    return array;
  }

  private static BsonDocument collisions(PlanReport plan) {
    return new BsonDocument("items", new BsonInt64(plan.collisions().items()))
        .append("exact", new BsonBoolean(plan.exactKeys()))
        .append("more", new BsonBoolean(plan.collisions().more()))
        .append("examples", texts(plan.collisions().examples()));
  }

  private static BsonDocument estimate(PlanReport.Estimate estimate) {
    return new BsonDocument("items", new BsonInt64(estimate.items()))
        .append("bytes", new BsonInt64(estimate.bytes()))
        .append("writeUnits", new BsonInt64(estimate.writeUnits()))
        .append("indexWriteUnits", new BsonInt64(estimate.indexUnits()))
        .append("seconds", new BsonInt64(estimate.duration().toSeconds()))
        .append("conditionalDollars", new BsonDouble(estimate.conditionalDollars()))
        .append("batchDollars", new BsonDouble(estimate.batchDollars()))
        .append("importDollars", new BsonDouble(estimate.importDollars()));
  }
}
