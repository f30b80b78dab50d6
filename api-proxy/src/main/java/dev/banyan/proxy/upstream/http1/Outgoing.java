package dev.banyan.proxy.upstream.http1;

import io.netty.channel.ChannelOutboundInvoker;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What the reads of an event loop's turn have led to, on its way to sides: requests that want a
 * connection, and behind the last of them what was written on connections. Each send wakes whoever
 * waits at the other end, who then takes the processor away from what is still to be done, and
 * sleeps again when he has answered the one request. A loop that is not busy does both at once:
 * behind the one read that it had. Used on its event loop only.
 */
final class Outgoing implements Runnable {

  /** So that the first need not wait for long: some tenths of a millisecond. */
  static final int MOST = 64;

  private final Executor loop;
  private final Consumer<Runnable> inContext;
  private final ArrayDeque<Ask> asks = new ArrayDeque<>();
  private final ArrayDeque<ChannelOutboundInvoker> written = new ArrayDeque<>();
  private final Runnable askAll = this::askAll;
  private boolean scheduled;

  /**
   * Of an event loop.
   *
   * @param loop runs what it is given behind the reads that are ready now
   * @param inContext runs what it is given at once, in the loop's context, and reports what that
   *     throws
   */
  Outgoing(Executor loop, Consumer<Runnable> inContext) {
    this.loop = loop;
    this.inContext = inContext;
  }

  private record Ask(Consumer<Http1Request> pool, Http1Request request) {}

  /** Asks a pool for a connection soon, unless the request is given up before. */
  void ask(Consumer<Http1Request> pool, Http1Request request) {
    asks.addLast(new Ask(pool, request));
    if (asks.size() == MOST) {
      ask();
    } else {
      schedule();
    }
  }

  /** Has what was written to a channel sent, soon. */
  void flush(ChannelOutboundInvoker channel) {
    if (written.peekLast() == channel) {
      return;
    }
    written.addLast(channel);
    if (written.size() == MOST) {
      flush();
    } else {
      schedule();
    }
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      loop.execute(this);
    }
  }

  @Override
  public void run() {
    ask(); // what that writes need not be scheduled
    scheduled = false;
    flush();
  }

  private void ask() {
    while (!asks.isEmpty()) {
      inContext.accept(askAll); // up to one that fails
    }
  }

  private void askAll() {
    for (Ask next = asks.poll(); next != null; next = asks.poll()) {
      if (next.request.asker().isWaiting()) {
        next.pool.accept(next.request);
      }
    }
  }

  /** One that fails may lead to more. */
  private void flush() {
    for (ChannelOutboundInvoker next = written.poll(); next != null; next = written.poll()) {
      next.flush();
    }
  }
}
