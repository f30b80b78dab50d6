/** Tests of the backfill. */
@NullMarked
package dev.banyan.jobs.backfill;

import org.jspecify.annotations.NullMarked;
