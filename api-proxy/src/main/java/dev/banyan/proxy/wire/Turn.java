package dev.banyan.proxy.wire;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.LongSupplier;

/**
 * Has a busy event loop give way to whoever waits for its processor. A loop that always finds work
 * sleeps never, and is moved aside only by the scheduler's tick: each four milliseconds on Linux as
 * most have it. Those who wait meanwhile may be another loop, with all its connections. Nobody
 * waiting, it goes on at once. Used on one thread only.
 */
public final class Turn {

  /** Reads between two looks at the clock. */
  private static final int GROUP = 16;

  /** In nanoseconds; a group that took longer had pauses, in which others had their turn. */
  private static final long WITHOUT_PAUSE = 400_000;

  /** In nanoseconds, and long against the two microseconds of a change of threads. */
  private static final long LONGEST = 500_000;

  private static final FastThreadLocal<Turn> OWN =
      new FastThreadLocal<>() {
        @Override
        protected Turn initialValue() {
          return new Turn(System::nanoTime, Thread::yield);
        }
      };

  private final LongSupplier clock;
  private final Runnable giveWay;
  private int reads;
  private long looked;
  private long began;

  /**
   * A turn that begins now.
   *
   * @param clock in nanoseconds
   */
  Turn(LongSupplier clock, Runnable giveWay) {
    this.clock = clock;
    this.giveWay = giveWay;
    this.looked = clock.getAsLong();
    this.began = looked;
  }

  /** What a read brought has been done, on this thread's event loop. */
  public static void done() {
    OWN.get().read();
  }

  void read() {
    if (++reads < GROUP) {
      return;
    }
    reads = 0;
    long now = clock.getAsLong();
    if (now - looked > WITHOUT_PAUSE) {
      began = now;
    } else if (now - began > LONGEST) {
      giveWay.run();
      now = clock.getAsLong();
      began = now;
    }
    looked = now;
  }
}
