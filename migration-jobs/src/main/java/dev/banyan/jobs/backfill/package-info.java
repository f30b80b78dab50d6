/** Copies what existed before the events began, insert-if-absent. */
@NullMarked
package dev.banyan.jobs.backfill;

import org.jspecify.annotations.NullMarked;
