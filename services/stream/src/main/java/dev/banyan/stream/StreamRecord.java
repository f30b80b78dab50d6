package dev.banyan.stream;

import java.time.Instant;

/**
 * A record as Kinesis delivered it, aggregated or not.
 *
 * @param partitionKey the outer key: all records of one are in order
 * @param arrival when Kinesis took it
 */
record StreamRecord(
    String shard, String sequenceNumber, String partitionKey, Instant arrival, byte[] data) {}
