package dev.banyan.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ends a process with all that it has started. */
final class ProcessTree {

  static final Duration PATIENCE = Duration.ofSeconds(4);

  private ProcessTree() {}

  /** SIGTERM, then SIGKILL; descendants are noted first, because an ended parent disowns them. */
  static void end(Process process, Duration patience) {
    List<ProcessHandle> descendants = process.toHandle().descendants().toList();
    process.destroy();
    await(process, patience);
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  private static void await(Process process, Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("pid " + process.pid() + " does not end, it is killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
