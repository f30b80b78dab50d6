package dev.banyan.localcloud.lambda.runtime;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a function's environments that ended before they first asked for work: the last
 * one's log, and how long the next start has to wait (twice as long after each failure, up to 16
 * s). Not thread-safe: the pool's lock guards it.
 */
final class StartFailures {

  private static final Logger LOG = LoggerFactory.getLogger(StartFailures.class);
  private static final long FIRST_DELAY_NANOS = Duration.ofMillis(500).toNanos();
  private static final int MAX_DOUBLINGS = 5;

  private final String function;
  private final ChildCommand command;
  private int inARow;
  private long notBeforeNanos = System.nanoTime();
  private String last = "";

  StartFailures(String function, ChildCommand command) {
    this.function = function;
    this.command = command;
  }

  /** Whether the delay after the last failure is over. */
  boolean mayStart(long nowNanos) {
    return nowNanos - notBeforeNanos >= 0;
  }

  /** What the last one said, with the end of its log. */
  String last() {
    return last;
  }

  void succeeded() {
    inARow = 0;
  }

  /**
   * @param how it ended, where the runtime itself reported nothing
   */
  void failed(ExecutionEnvironment environment, String how) {
    String reported = environment.initError();
    last =
        "function "
            + function
            + " did not start: "
            + (reported == null ? how : reported)
            + "; the end of "
            + command.log()
            + ":\n"
            + LogTail.read(command.log(), environment.logOffset());
    LOG.error("{}", last);
    notBeforeNanos = System.nanoTime() + (FIRST_DELAY_NANOS << Math.min(inARow, MAX_DOUBLINGS));
    inARow++;
  }
}
