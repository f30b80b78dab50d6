package dev.banyan.proxy.upstream.http1;

import io.netty.channel.ChannelOutboundInvoker;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Sends the requests that several reads have led to behind the last of them. Each send wakes
 * whoever waits at the other end, who then takes the processor away from the reads that are still
 * to be done, and sleeps again when he has answered the one request. A loop that is not busy sends
 * at once: behind the one read that it had. Used on its event loop only.
 */
final class Flushes implements Runnable {

  /** So that the first need not wait for long: some tenths of a millisecond. */
  static final int MOST = 64;

  private final Executor loop;
  private final ArrayDeque<ChannelOutboundInvoker> waiting = new ArrayDeque<>();
  private boolean scheduled;

  /**
   * Of an event loop.
   *
   * @param loop runs what it is given behind the reads that are ready now
   */
  Flushes(Executor loop) {
    this.loop = loop;
  }

  /** Has what was written to a channel sent, soon. */
  void later(ChannelOutboundInvoker channel) {
    if (waiting.peekLast() == channel) {
      return;
    }
    waiting.addLast(channel);
    if (waiting.size() == MOST) {
      flush();
    } else if (!scheduled) {
      scheduled = true;
      loop.execute(this);
    }
  }

  @Override
  public void run() {
    scheduled = false;
    flush();
  }

  /** One that fails may lead to more. */
  private void flush() {
    for (ChannelOutboundInvoker next = waiting.poll(); next != null; next = waiting.poll()) {
      next.flush();
    }
  }
}
