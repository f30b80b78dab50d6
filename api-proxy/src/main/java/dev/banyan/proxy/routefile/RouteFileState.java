package dev.banyan.proxy.routefile;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which routes are acted on, and whether there is something newer that cannot be.
 *
 * @param loadedAt when the present ones were loaded
 * @param version a hash of their text
 * @param routes how many there are
 * @param failure what is wrong with the files as they are now, null if they are acted on
 * @param failedAt when that was found, null if nothing is wrong
 */
public record RouteFileState(
    Instant loadedAt,
    String version,
    int routes,
    @Nullable String failure,
    @Nullable Instant failedAt) {}
