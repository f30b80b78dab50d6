/** Streams, shards and records in memory, without any protocol. */
@NullMarked
package dev.banyan.localcloud.kinesis.store;

import org.jspecify.annotations.NullMarked;
