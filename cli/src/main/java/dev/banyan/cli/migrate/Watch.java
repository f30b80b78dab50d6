package dev.banyan.cli.migrate;

import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.throttle.ControlFile;
import dev.banyan.jobs.throttle.Throttle;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Carries an operator's wishes into a job that runs, and its progress out. */
final class Watch implements BackfillProgress.Listener {

  private final ControlFile control;
  private final StatusFile status;
  private final Throttle throttle;
  private final BackfillProgress.Listener listener;
  private @Nullable BackfillProgress last;

  Watch(Path directory, Throttle throttle, BackfillProgress.Listener listener) {
    this.control = new ControlFile(directory);
    this.status = new StatusFile(directory, Clock.systemUTC());
    this.throttle = throttle;
    this.listener = listener;
    obey();
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

  void ended(CollectionResult result) {
    if (last != null) {
      status.write(last, control.read(), result.ending().name());
    }
  }
}
