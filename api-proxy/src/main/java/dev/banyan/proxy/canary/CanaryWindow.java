package dev.banyan.proxy.canary;

import dev.banyan.control.Side;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of a route do now. {@link #record} never blocks; {@link #take} is for one thread.
 */
public final class CanaryWindow {

  private static final long LEAST_MICROS = 8;
  private static final long MOST_MICROS = 600_000_000;
  private static final int DIGITS = 2;

  private final Of[] sides = {new Of(), new Of()};

  private static final class Of {
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private volatile @Nullable Recorder latency;
    private SideSample kept = SideSample.none();

    /**
     * Of a fixed size, about 40 KiB with its second half: one that grows does so by an exception in
     * the middle of a request, after each {@link #take} anew, and the compiled code is thrown away
     * with it.
     */
    synchronized Recorder made() {
      Recorder present = latency;
      if (present == null) {
        present = new Recorder(LEAST_MICROS, MOST_MICROS, DIGITS);
        latency = present;
      }
      return present;
    }

    /** What was recorded since this was last asked. */
    Histogram sinceLast() {
      Recorder present = latency;
      return present == null ? new Histogram(DIGITS) : present.getIntervalHistogram();
    }
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
    Recorder latency = of.latency;
    (latency == null ? of.made() : latency)
        .recordValue(Math.min(MOST_MICROS, Math.max(0, nanos / 1_000)));
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
            new SideSample(of.requests.sumThenReset(), of.errors.sumThenReset(), of.sinceLast()));
    return of.kept;
  }

  /** Begins anew. */
  void empty() {
    for (Of of : sides) {
      of.requests.reset();
      of.errors.reset();
      of.sinceLast(); // and forgets it
      of.kept = SideSample.none();
    }
  }
}
