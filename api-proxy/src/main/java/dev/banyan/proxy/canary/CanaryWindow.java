package dev.banyan.proxy.canary;

import dev.banyan.control.Side;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/**
 * What both sides of a route do now. {@link #record} never blocks; {@link #take} is for one thread.
 */
public final class CanaryWindow {

  private static final long MOST_MICROS = 600_000_000;

  private final Of[] sides = {new Of(), new Of()};

  private static final class Of {
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final Recorder latency = new Recorder(2);
    private SideSample kept = SideSample.none();
  }

  /**
   * A side has answered, or failed to.
   *
   * @param nanos until its answer began, or it was given up
   */
  public void record(Side side, boolean error, long nanos) {
    Of of = sides[side.ordinal()];
    of.requests.increment();
    if (error) {
      of.errors.increment();
    }
    of.latency.recordValue(Math.min(MOST_MICROS, Math.max(0, nanos / 1_000)));
  }

  /**
   * Serverless was not asked, because it fails too often: that counts as failed, or an open breaker
   * would hide from the analysis what it protects callers from. It has no latency.
   */
  public void spared() {
    Of of = sides[Side.SERVERLESS.ordinal()];
    of.requests.increment();
    of.errors.increment();
  }

  /** What a side did since the window was last emptied. */
  SideSample take(Side side) {
    Of of = sides[side.ordinal()];
    of.kept =
        of.kept.plus(
            new SideSample(
                of.requests.sumThenReset(),
                of.errors.sumThenReset(),
                of.latency.getIntervalHistogram()));
    return of.kept;
  }

  /** Begins anew. */
  void empty() {
    for (Of of : sides) {
      of.requests.reset();
      of.errors.reset();
      of.latency.reset();
      of.kept = SideSample.none();
    }
  }
}
