/** Events into Kinesis with strict order per key, aggregation and back-pressure. */
@NullMarked
package dev.banyan.publisher;

import org.jspecify.annotations.NullMarked;
