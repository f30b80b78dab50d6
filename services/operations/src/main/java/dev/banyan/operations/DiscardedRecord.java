package dev.banyan.operations;

import java.math.BigInteger;
import java.time.Instant;

/** A record that was read again. */
record DiscardedRecord(BigInteger sequenceNumber, Instant arrival, byte[] data) {}
