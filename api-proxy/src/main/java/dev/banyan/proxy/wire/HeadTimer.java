package dev.banyan.proxy.wire;

import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sees that a head does not take too long. Used on its channel's event loop only. */
final class HeadTimer {

  private final Duration least;
  private @Nullable Future<?> timer;

  HeadTimer(Duration least) {
    this.least = least;
  }

  /** Begins, unless it runs already. */
  void start(ChannelHandlerContext ctx, Runnable late) {
    if (timer == null) {
      timer = ctx.executor().schedule(late, millis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Up to a quarter longer, or thousands that came together would all be refused together. */
  private long millis() {
    long millis = least.toMillis();
    return millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1);
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
