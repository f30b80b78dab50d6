package dev.banyan.proxy.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well the proxy knows the records.
 *
 * @param readAt when they were last read, null if never
 * @param failure why they cannot be read or reported on now, null if they can
 * @param unreadable why a record is not acted on although it was read, by capability
 */
public record ControlFreshness(
    @Nullable Instant readAt, @Nullable String failure, Map<String, String> unreadable) {

  /** Much longer than a read may take, and than a busy machine holds one up. */
  private static final Duration STANDSTILL = Duration.ofSeconds(30);

  /** Whether nobody reads any more, and nobody says so: what is known may be long untrue. */
  public boolean isAbandoned(Instant now) {
    return readAt != null && failure == null && readAt.plus(STANDSTILL).isBefore(now);
  }

  public ControlFreshness {
    unreadable = Map.copyOf(unreadable);
  }
}
