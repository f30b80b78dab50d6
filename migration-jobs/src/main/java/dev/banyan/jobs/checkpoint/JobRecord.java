package dev.banyan.jobs.checkpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a job was begun with; the same through all its resumptions.
 *
 * @param job its name, also a file name: lower-case letters, digits, dots and dashes
 * @param fingerprint of the mapping, which must not change under a job
 * @param floor source version of rows whose documents have none of their own
 * @param startedAt when it was begun; part of its dead letters' ids, so that a resumption that
 *     meets a document again does not set it aside twice
 * @param documents how many there were at the beginning
 * @param finishedAt null while there is something to do
 */
public record JobRecord(
    String job,
    String fingerprint,
    String floor,
    Instant startedAt,
    long documents,
    @Nullable Instant finishedAt) {

  public JobRecord {
    if (!job.matches("[a-z0-9][a-z0-9.-]*")) {
      throw new IllegalArgumentException(
          "job must be lower-case letters, digits, dots and dashes, was '" + job + "'");
    }
  }

  /** The record of a job that is done. */
  public JobRecord finished(Instant at) {
    return new JobRecord(job, fingerprint, floor, startedAt, documents, at);
  }
}
