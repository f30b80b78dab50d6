package dev.banyan.proxy.route;

import dev.banyan.control.Side;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a read when its side is decided.
 *
 * @param user null if anonymous
 * @param place what stands for an anonymous caller in a canary, null if nothing does
 * @param pinned whether the caller must see the owner's state (invariant 6)
 * @param repeatable whether the request may be asked twice
 * @param forced the side that was asked for with the secret, null if none
 */
public record ReadQuestion(
    @Nullable String user,
    @Nullable String place,
    boolean pinned,
    boolean repeatable,
    @Nullable Side forced) {}
