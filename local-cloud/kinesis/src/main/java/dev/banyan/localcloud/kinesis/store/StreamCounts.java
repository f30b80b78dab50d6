package dev.banyan.localcloud.kinesis.store;

/**
 * What a stream holds and what it has lost.
 *
 * @param bytes heap taken by records
 * @param trimmedByRetention records that grew too old
 * @param trimmedByCap records that made room for newer ones; readers that had not seen them lost
 *     them
 */
public record StreamCounts(
    String stream,
    int openShards,
    long records,
    long bytes,
    long written,
    long trimmedByRetention,
    long trimmedByCap) {}
