package dev.banyan.jobs.checkpoint;

import dev.banyan.jobs.JobException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Checkpoints that live as long as the process: rehearsals and tests. */
public final class InMemoryCheckpointStore implements CheckpointStore {

  private final Map<String, JobRecord> jobs = new HashMap<>();
  private final Map<String, Map<Integer, RangeCheckpoint>> ranges = new HashMap<>();
  private final Set<String> claimed = new HashSet<>();

  @Override
  public synchronized Claim claim(String job) {
    if (!claimed.add(job)) {
      throw new JobException(job + " is being worked on already: wait for it, or stop it");
    }
    return () -> release(job);
  }

  private synchronized void release(String job) {
    claimed.remove(job);
  }

  @Override
  public synchronized Optional<JobRecord> find(String job) {
    return Optional.ofNullable(jobs.get(job));
  }

  @Override
  public synchronized void begin(JobRecord job, List<RangeCheckpoint> checkpoints) {
    Map<Integer, RangeCheckpoint> byNumber = new TreeMap<>();
    checkpoints.forEach(checkpoint -> byNumber.put(checkpoint.number(), checkpoint));
    ranges.put(job.job(), byNumber);
    jobs.put(job.job(), job);
  }

  @Override
  public synchronized List<RangeCheckpoint> ranges(String job) {
    return List.copyOf(ranges.getOrDefault(job, Map.of()).values());
  }

  @Override
  public synchronized void save(String job, RangeCheckpoint checkpoint) {
    ranges.computeIfAbsent(job, name -> new TreeMap<>()).put(checkpoint.number(), checkpoint);
  }

  @Override
  public synchronized void finish(JobRecord job) {
    jobs.put(job.job(), job);
  }
}
