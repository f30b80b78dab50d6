package dev.banyan.cli.migrate;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.backfill.copy.JobWatch;
import dev.banyan.jobs.throttle.ControlFile;
import dev.banyan.jobs.throttle.Throttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Carries an operator's wishes into a job that runs, and its progress out. */
public final class Watch implements JobWatch {

  private final ControlFile control;
  private final StatusFile status;
  private final Throttle throttle;
  private final BackfillProgress.Listener listener;
  private @Nullable BackfillProgress last;

  /**
   * Begins by doing as was wished before.
   *
   * @param directory of the job, inside the state directory; is made if it is not there
   */
  public Watch(Path directory, Throttle throttle, BackfillProgress.Listener listener) {
    make(directory);
    this.control = new ControlFile(directory);
    this.status = new StatusFile(directory, Clock.systemUTC());
    this.throttle = throttle;
    this.listener = listener;
    obey();
  }

  private static void make(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new JobException(
          "the state directory %s cannot be used: %s; %s"
              .formatted(
                  directory,
                  e,
                  DiskTrouble.isFull(e)
                      ? "free the disk, or name another by --state-dir"
                      : "by --state-dir name a directory that can be made and written"),
          e);
    }
  }

  private ControlFile.Wish obey() {
    ControlFile.Wish wish = control.read();
    throttle.set(wish.paused(), wish.rate());
    return wish;
  }

  @Override
  public void progressed(BackfillProgress progress) {
    ControlFile.Wish wish = obey();
    last = progress;
    status.write(progress, wish, "RUNNING");
    listener.progressed(progress);
  }

  @Override
  public void ended(CollectionResult result) {
    if (last != null) {
      status.write(last, control.read(), result.ending().name());
    }
  }
}
