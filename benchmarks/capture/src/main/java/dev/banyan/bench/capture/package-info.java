/** Capture on the embedded stack: latency at a fixed rate, and the relay's throughput. */
@NullMarked
package dev.banyan.bench.capture;

import org.jspecify.annotations.NullMarked;
