package dev.banyan.proxy.hold;

/**
 * The latest hold of a capability.
 *
 * @param revision that began it, 0 if there was none yet
 * @param held how many writes were held
 * @param unread how many of them came beyond the bounds, so that their connections were not read
 * @param refused how many were answered 503
 * @param longestMillis how long the longest was held
 * @param waiting how many wait now
 */
public record HoldReport(
    long revision, long held, long unread, long refused, long longestMillis, int waiting) {}
