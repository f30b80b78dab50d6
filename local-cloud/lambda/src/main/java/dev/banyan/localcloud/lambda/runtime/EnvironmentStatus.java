package dev.banyan.localcloud.lambda.runtime;

/**
 * An environment at one moment.
 *
 * @param pid process id, or -1 while it is being started
 * @param state {@code STARTING}, {@code IDLE} or {@code BUSY}
 */
public record EnvironmentStatus(String id, long pid, String state, long invocations) {}
