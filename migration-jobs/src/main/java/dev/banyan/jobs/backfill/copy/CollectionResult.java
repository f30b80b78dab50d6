package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.checkpoint.Counts;

/**
 * How a copy ended.
 *
 * @param counts of all runs since the job was begun
 * @param seconds of this run
 * @param perSecond documents, in this run
 */
public record CollectionResult(
    String job, Ending ending, Counts counts, double seconds, double perSecond) {}
