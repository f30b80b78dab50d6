package dev.banyan.jobs.spark;

import java.util.List;
import java.util.function.ToLongFunction;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * What became of a collection, over all runs of its job.
 *
 * @param planned documents at the beginning
 * @param documents read; others than planned came or went meanwhile
 */
record BackfillReport(
    String source,
    String target,
    String floor,
    int ranges,
    long planned,
    long documents,
    long skipped,
    long written,
    long alreadyNewer,
    long deadLetters) {

  static BackfillReport of(JobPlan plan, List<RangeOutcome> outcomes) {
    return new BackfillReport(
        plan.source(),
        plan.target(),
        plan.floor().toString(),
        plan.ranges().size(),
        plan.documents(),
        sum(outcomes, RangeOutcome::documents),
        sum(outcomes, RangeOutcome::skipped),
        sum(outcomes, RangeOutcome::written),
        sum(outcomes, RangeOutcome::alreadyNewer),
        sum(outcomes, RangeOutcome::deadLetters));
  }

  private static long sum(List<RangeOutcome> outcomes, ToLongFunction<RangeOutcome> what) {
    return outcomes.stream().mapToLong(what).sum();
  }

  /** One line. */
  String json() {
    return new BsonDocument("source", new BsonString(source))
        .append("target", new BsonString(target))
        .append("floor", new BsonString(floor))
        .append("ranges", new BsonInt32(ranges))
        .append("planned", new BsonInt64(planned))
        .append("documents", new BsonInt64(documents))
        .append("skipped", new BsonInt64(skipped))
        .append("written", new BsonInt64(written))
        .append("alreadyNewer", new BsonInt64(alreadyNewer))
        .append("deadLetters", new BsonInt64(deadLetters))
        .toJson();
  }
}
