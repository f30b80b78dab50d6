package dev.banyan.jobs.backfill.copy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangePlan;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What is copied where.
 *
 * @param job its name, also a directory's: lower-case letters, digits, dots and dashes
 * @param floor asked for before the first read of a job that is begun
 */
public record CopyTask(
    String job,
    DocumentMapping mapping,
    DocumentSource source,
    ItemDestination destination,
    Supplier<SourceVersion> floor) {

  /**
   * Each is a step of Spring Batch, and all of them stand in one document of its repository, of 16
   * MB at most, with two {@code _id} of 1 KB at most.
   */
  public static final int MOST_RANGES = 5_000;

  /** A job that is begun, and its ranges. */
  public record Begun(JobRecord job, List<RangeCheckpoint> untouched) {
    public Begun {
      untouched = List.copyOf(untouched);
    }
  }

  /** Of the mapping and the way of writing: neither may change under a job. */
  public String fingerprint() {
    return mapping.fingerprint() + "/" + destination.mode();
  }

  /** Where the items go, whichever way that is reached. */
  public String target() {
    return destination.identity(mapping.tables());
  }

  /**
   * Plans: the floor before the first read.
   *
   * @throws JobException if the ranges would be too many
   */
  public Begun begin(String fingerprint, Instant now) {
    SourceVersion version = floor.get();
    RangePlan plan = source.plan();
    List<IdRange> ranges = plan.ranges();
    if (ranges.size() > MOST_RANGES) {
      throw new JobException(
          "%s would have %,d partitions of %,d documents, the most are %,d: let --documents-per-range be %,d at least"
              .formatted(job, ranges.size(), plan.documents(), MOST_RANGES, leastPerRange(plan)));
    }
    return new Begun(
        new JobRecord(job, fingerprint, version.toString(), now, plan.documents(), null),
        IntStream.range(0, ranges.size())
            .mapToObj(number -> RangeCheckpoint.untouched(number, ranges.get(number)))
            .toList());
  }

  /** With room for the ranges that a change of the type of {@code _id} begins. */
  private static long leastPerRange(RangePlan plan) {
    return plan.documents() / (MOST_RANGES - 100) + 1;
  }
}
