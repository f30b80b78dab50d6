package dev.banyan.proxy.wire;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sees that a body does not come too slowly. Used on its channel's event loop only. */
final class BodyPace {

  private static final int WINDOW_SECONDS = 10;

  private final int rate;
  private @Nullable Future<?> timer;
  private long bytes;
  private boolean paused;

  /**
   * A connection's.
   *
   * @param rate slowest, in bytes a second; 0 for any
   */
  BodyPace(int rate) {
    this.rate = rate;
  }

  void add(int more) {
    bytes += more;
  }

  /** A body is under way; {@code slow} is run each time a window ends in which too little came. */
  void goesOn(ChannelHandlerContext ctx, Runnable slow) {
    if (timer == null && rate > 0) {
      bytes = 0;
      paused = false;
      timer =
          ctx.executor()
              .scheduleAtFixedRate(
                  () -> check(ctx, slow), WINDOW_SECONDS, WINDOW_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** A window in which reading was paused, by back-pressure, says nothing about the client. */
  private void check(ChannelHandlerContext ctx, Runnable slow) {
    boolean wasPaused = paused;
    paused = !ctx.channel().config().isAutoRead() || ReadStop.isBegun(ctx.channel());
    long read = bytes;
    bytes = 0;
    if (read < (long) rate * WINDOW_SECONDS && !wasPaused && !paused) {
      slow.run();
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
