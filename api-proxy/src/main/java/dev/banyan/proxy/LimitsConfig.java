package dev.banyan.proxy;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a client may send.
 *
 * @param requestLine longest request line
 * @param headers longest header section
 * @param body longest body
 * @param idle how long a connection may be silent
 * @param drain how long a stop waits for requests under way
 */
public record LimitsConfig(
    @DefaultValue("8KB") DataSize requestLine,
    @DefaultValue("16KB") DataSize headers,
    @DefaultValue("10MB") DataSize body,
    @DefaultValue("75s") Duration idle,
    @DefaultValue("10s") Duration drain) {

  /** 8 KB, 16 KB, 10 MB (what API Gateway takes), 75 s, 10 s. */
  public static final LimitsConfig DEFAULT =
      new LimitsConfig(
          DataSize.ofKilobytes(8),
          DataSize.ofKilobytes(16),
          DataSize.ofMegabytes(10),
          Duration.ofSeconds(75),
          Duration.ofSeconds(10));
}
