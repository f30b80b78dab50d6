package dev.banyan.jobs.checkpoint;

import dev.banyan.jobs.JobException;
import java.util.List;
import java.util.Optional;

/**
 * Where jobs keep how far they are.
 *
 * <p>Thread-safe. What a method has stored survives the process when the method returns; a crash
 * inside it leaves the old or the new state. All throw {@link JobException} if the store cannot be
 * used.
 */
public interface CheckpointStore {

  /**
   * Makes sure that no other process works on the job.
   *
   * @return to be closed when the work is over; a crash closes it too
   * @throws JobException if somebody else has it
   */
  Claim claim(String job);

  /** The job as it was begun, or nothing if it never was. */
  Optional<JobRecord> find(String job);

  /**
   * Begins a job anew, and forgets what was there of it. A crash inside leaves a job that never was
   * begun, or this one.
   */
  void begin(JobRecord job, List<RangeCheckpoint> ranges);

  /** The job's ranges by number; empty for a job that never was begun. */
  List<RangeCheckpoint> ranges(String job);

  /** Puts a range's checkpoint in place of the former. */
  void save(String job, RangeCheckpoint checkpoint);

  /** Puts the job's record in place of the former. */
  void finish(JobRecord job);

  /** Held by the one process that works on a job. */
  interface Claim extends AutoCloseable {
    @Override
    void close();
  }
}
