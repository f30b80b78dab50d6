package dev.banyan.capture;

import dev.banyan.events.SourceVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the database knows of its relays.
 *
 * @param epoch of the last lease
 * @param leasedUntil when it ends unless it is renewed; in the past when nobody relays
 * @param position the checkpoint; null before the first start
 * @param lost why nobody goes on from it; null if all is well
 */
public record RelayRecord(
    long epoch,
    Instant leasedUntil,
    @Nullable SourceVersion position,
    @Nullable LostPosition lost) {}
