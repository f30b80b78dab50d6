/** A Kinesis endpoint that acknowledges at once, counts, and checks the order per key. */
@NullMarked
package dev.banyan.bench.publish.sink;

import org.jspecify.annotations.NullMarked;
