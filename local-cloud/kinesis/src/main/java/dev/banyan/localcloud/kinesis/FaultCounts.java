package dev.banyan.localcloud.kinesis;

/**
 * How often each fault has struck since its plan was set.
 *
 * @param calls that the plan concerned
 */
public record FaultCounts(
    long calls,
    long throttled,
    long internalFailures,
    long failedEntries,
    long lostAcknowledgements) {}
