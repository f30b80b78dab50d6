/** The Kinesis Producer Library as a candidate. */
@NullMarked
package dev.banyan.bench.kpl;

import org.jspecify.annotations.NullMarked;
