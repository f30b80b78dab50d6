package dev.banyan.proxy.forward;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sees that a body in HTTP/2 does not come too slowly: a few connections with a hundred such
 * streams each would hold all connections to a side. In HTTP/1 the wire sees to that. One whose
 * answer has begun may take its time: both go on together then. Used on its event loop only.
 */
final class StreamPace {

  static final Duration WINDOW = Duration.ofSeconds(10);

  private final Deadlines deadlines;
  private final HttpServerRequest request;
  private final long least;
  private final Runnable slow;
  private long bytes;
  private boolean paused;
  private boolean wasPaused;
  private boolean over;
  private Deadlines.@Nullable Deadline next;

  /**
   * A stream's.
   *
   * @param rate slowest, in bytes a second; 0 for any
   * @param slow run once, when a window ends in which too little came
   */
  StreamPace(Deadlines deadlines, HttpServerRequest request, int rate, Runnable slow) {
    this.deadlines = deadlines;
    this.request = request;
    this.least = rate * WINDOW.toSeconds();
    this.slow = slow;
  }

  /** The body is asked for from now on. */
  void start() {
    if (!over) {
      next = deadlines.set(WINDOW, this::check);
    }
  }

  /** The exchange is over; nothing of it is kept for a window's end. */
  void end() {
    over = true;
    if (next != null) {
      deadlines.cancel(next);
      next = null;
    }
  }

  void read(int more) {
    bytes += more;
  }

  /** A window in which reading was paused, by back-pressure, says nothing about the client. */
  void paused(boolean now) {
    paused = now;
    wasPaused |= now;
  }

  private void check() {
    if (request.isEnded() || request.response().ended() || request.response().closed()) {
      return;
    }
    if (bytes < least && !wasPaused && !request.response().headWritten()) {
      slow.run();
      return;
    }
    bytes = 0;
    wasPaused = paused;
    start();
  }
}
