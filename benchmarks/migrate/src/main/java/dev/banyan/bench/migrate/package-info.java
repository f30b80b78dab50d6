/** A collection into a table: ours, Spring Batch, a bare loop. */
@NullMarked
package dev.banyan.bench.migrate;

import org.jspecify.annotations.NullMarked;
