package dev.banyan.proxy.control;

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

  public ControlFreshness {
    unreadable = Map.copyOf(unreadable);
  }
}
