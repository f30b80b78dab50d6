/** Reads of tables as signed requests of our own, whose answers are read from their bytes. */
@NullMarked
package dev.banyan.jobs.verify.wire;

import org.jspecify.annotations.NullMarked;
