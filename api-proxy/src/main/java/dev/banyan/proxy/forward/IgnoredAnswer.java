package dev.banyan.proxy.forward;

import dev.banyan.proxy.upstream.SideAnswer;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer that nobody wants. A short one is read to its end, so that its connection can be used
 * again; a long one is given up. Used on its event loop only.
 */
final class IgnoredAnswer {

  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final int MOST_BYTES = 64 * 1024;

  private final Deadlines deadlines;
  private final Runnable giveUp;
  private Deadlines.@Nullable Deadline deadline;
  private int bytes;

  IgnoredAnswer(Deadlines deadlines, Runnable giveUp) {
    this.deadlines = deadlines;
    this.giveUp = giveUp;
  }

  void read(SideAnswer answer) {
    deadline = deadlines.set(LONGEST, giveUp);
    answer.read(this::part, end -> ended(), broken -> ended());
  }

  private void part(Buffer part) {
    bytes += part.length();
    if (bytes > MOST_BYTES) {
      ended();
      giveUp.run();
    }
  }

  private void ended() {
    if (deadline != null) {
      deadlines.cancel(deadline);
      deadline = null;
    }
  }
}
