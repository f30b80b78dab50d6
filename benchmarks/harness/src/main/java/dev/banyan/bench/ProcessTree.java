package dev.banyan.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ends a process with all that it has started. */
final class ProcessTree {

  private static final int PATIENCE_SECONDS = 4;

  private ProcessTree() {}

  /** SIGTERM, then SIGKILL; descendants are noted first, because an ended parent disowns them. */
  static void end(Process process) {
    List<ProcessHandle> descendants = process.toHandle().descendants().toList();
    process.destroy();
    await(process);
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  private static void await(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("pid " + process.pid() + " does not end, it is killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
