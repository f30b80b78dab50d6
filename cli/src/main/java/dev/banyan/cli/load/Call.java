package dev.banyan.cli.load;

import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param user whose token it carries
 * @param stage the stage at whose expense it goes
 * @param dueNanos when it should have been sent, in {@link System#nanoTime()}; its latency counts
 *     from then, so that a slow server cannot hide behind requests that it held up
 */
record Call(
    Operation operation,
    String method,
    String path,
    int user,
    @Nullable String body,
    String stage,
    long dueNanos) {}
