package dev.banyan.cli.demo;

import dev.banyan.cli.load.LoadSettings;
import java.time.Duration;

/**
 * How the demonstration runs.
 *
 * @param rate requests per second
 * @param stage how long each stage is watched
 * @param seed of the load
 */
public record DemoOptions(double rate, Duration stage, long seed) {

  public DemoOptions {
    if (stage.isNegative() || stage.isZero()) {
      throw new IllegalArgumentException("a stage must last a second or more, was " + stage);
    }
    LoadSettings.checkRate(rate);
  }
}
