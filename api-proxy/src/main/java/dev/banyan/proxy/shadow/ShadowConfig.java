package dev.banyan.proxy.shadow;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of shadowing.
 *
 * @param queue copies that may wait; more are dropped and counted
 * @param concurrency copies under way at once
 * @param maxBody longest body that is compared, in bytes
 * @param timeout how long serverless may take
 */
public record ShadowConfig(
    @DefaultValue("500") int queue,
    @DefaultValue("8") int concurrency,
    @DefaultValue("262144") int maxBody,
    @DefaultValue("5s") Duration timeout) {

  /** 500 waiting, 8 under way, 256 KB, 5 s. */
  public static final ShadowConfig DEFAULT =
      new ShadowConfig(500, 8, 256 * 1024, Duration.ofSeconds(5));

  public ShadowConfig {
    if (queue < 1 || concurrency < 1 || maxBody < 0) {
      throw new IllegalArgumentException(
          "shadow.queue and shadow.concurrency must be 1 or more, shadow.max-body not negative");
    }
  }
}
