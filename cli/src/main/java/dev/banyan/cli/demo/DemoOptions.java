package dev.banyan.cli.demo;

import java.time.Duration;

/**
 * How the demonstration runs.
 *
 * @param rate requests per second
 * @param stage how long each stage is watched
 * @param seed of the load
 */
public record DemoOptions(double rate, Duration stage, long seed) {

  private static final int MOST = 100_000;

  public DemoOptions {
    if (stage.isNegative() || stage.isZero()) {
      throw new IllegalArgumentException("a stage must last a second or more, was " + stage);
    }
    if (!(rate > 0 && rate <= MOST)) {
      throw new IllegalArgumentException(
          "--rate must be above 0 and up to %d, was %s".formatted(MOST, rate));
    }
  }
}
