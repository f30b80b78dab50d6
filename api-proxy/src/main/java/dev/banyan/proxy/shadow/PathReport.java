package dev.banyan.proxy.shadow;

import dev.banyan.proxy.count.Wilson;

/**
 * How often a path differed.
 *
 * @param name {@code path.kind}
 * @param differed pairs of both sides in which it did
 * @param noisy pairs of legacy alone in which it did
 * @param raw the rate between the sides
 * @param noise the rate of legacy against itself
 * @param flagged whether the sides differ more often than legacy from itself, beyond chance
 */
public record PathReport(
    String name, long differed, long noisy, Wilson raw, Wilson noise, boolean flagged) {}
