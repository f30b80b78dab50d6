package dev.banyan.capture;

import dev.banyan.events.SourceVersion;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the database knows of its relays.
 *
 * @param epoch of the last lease
 * @param leasedUntil when it ends unless it is renewed; in the past when nobody relays
 * @param position the checkpoint; null before the first start
 * @param lost why nobody goes on from it; null if all is well
 * @param lag how far the relay was behind when it saved the checkpoint; null if it did not say
 * @param savedAt when that was, by the relay's clock
 */
public record RelayRecord(
    long epoch,
    Instant leasedUntil,
    @Nullable SourceVersion position,
    @Nullable LostPosition lost,
    @Nullable Duration lag,
    @Nullable Instant savedAt) {}
