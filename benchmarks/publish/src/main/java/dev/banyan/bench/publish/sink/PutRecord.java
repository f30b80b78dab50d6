package dev.banyan.bench.publish.sink;

/**
 * A record of a PutRecords request.
 *
 * @param bytes what Kinesis counts: data and partition key
 */
record PutRecord(byte[] data, int bytes) {}
