package dev.banyan.proxy.wire;

import java.util.function.LongSupplier;

/**
 * Has an event loop give way, when it has nothing left to do in its turn, to whoever waits for its
 * processor. Those are mostly the ones it has just sent something to, and what they send back is
 * then read together in the next turn; and a loop that always finds work never sleeps, and is moved
 * aside only by the scheduler's tick: each four milliseconds on Linux as most have it. Nobody
 * waiting, it goes on at once. Used on one thread only.
 */
final class Turn implements Runnable {

  /** In nanoseconds; whoever answers has done so by then, and who has not only computes. */
  private static final long LONG = 1_000_000;

  /** How many times as long the processor is not given away again. */
  private static final int TIMES = 4;

  private final LongSupplier clock;
  private final Runnable giveWay;
  private long keptUntil;

  /**
   * Gives way from now on.
   *
   * @param clock in nanoseconds
   */
  Turn(LongSupplier clock, Runnable giveWay) {
    this.clock = clock;
    this.giveWay = giveWay;
    this.keptUntil = clock.getAsLong();
  }

  /** A turn has ended. */
  @Override
  public void run() {
    long left = clock.getAsLong();
    if (left - keptUntil < 0) {
      return;
    }
    giveWay.run();
    long back = clock.getAsLong();
    long away = back - left;
    if (away > LONG) {
      keptUntil = back + TIMES * away;
    }
  }
}
