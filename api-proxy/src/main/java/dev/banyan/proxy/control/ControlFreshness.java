package dev.banyan.proxy.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How well the proxy knows the records.
 *
 * @param readAt when they were last read, null if never
 * @param failure why they cannot be read or reported on now, null if they can
 */
public record ControlFreshness(@Nullable Instant readAt, @Nullable String failure) {}
