package dev.banyan.jobs.backfill.copy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.checkpoint.DeadLetterBox;
import dev.banyan.jobs.checkpoint.InMemoryCheckpointStore;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.throttle.Throttle;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Drives a job's dead letters through its mapping again, under the floor version that it was begun
 * with: what has come meanwhile is newer.
 *
 * @param box those that go in are taken out of it
 */
public record Redrive(
    JobRecord job, DocumentMapping mapping, ItemDestination destination, DeadLetterBox box) {

  /**
   * Redrives.
   *
   * @return how many are left
   * @throws JobException if it was stopped
   */
  public int run(CopyConfig config, Throttle throttle) {
    List<String> names = box.names();
    Set<String> again = new HashSet<>();
    CopyTask task =
        new CopyTask(
            job.job(),
            mapping,
            new DeadLetterSource(box, names),
            destination,
            () -> SourceVersion.parse(job.floor()));
    CopyStores stores =
        new CopyStores(
            new InMemoryCheckpointStore(),
            letter -> {
              box.put(letter);
              again.add(box.nameOf(letter));
            });
    CopyConfig once = config.withReaders(1).withRestart(false);
    try (CollectionBackfill copy = new CollectionBackfill(task, stores, once, throttle, clock())) {
      if (copy.run(progress -> {}).ending() != Ending.COMPLETED) {
        throw new JobException("the redrive was stopped: run it again");
      }
    }
    names.stream().filter(name -> !again.contains(name)).forEach(box::remove);
    return again.size();
  }

  /** A letter that comes again is the same letter: its time is that of the job's beginning. */
  private Clock clock() {
    return Clock.fixed(job.startedAt(), ZoneOffset.UTC);
  }
}
